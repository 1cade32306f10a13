import { visible } from '../text/terminal.ts';

/** Says on stderr what a person should know of an archive, and what hinders nothing. */
export const remark = (text: string): boolean => process.stderr.write(`remark: ${visible(text)}\n`);
