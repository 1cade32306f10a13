import { Help } from 'commander';
import { hanging, wrap } from './terminal.ts';

/** On narrower terminals what an option does stands below it. */
const NARROW = 60;

/** An option, argument or command of a help text, and what it does: beside it as Commander has it, or below it where there is no room. */
export function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80;
  if (width >= NARROW) return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  return [...hanging('  ', term, width), ...wrap(description, width - 6).map((line) => `      ${line}`)].join(
    '\n',
  );
}
