/** What a command wrote to stderr beside its progress: how long it takes is no matter of a test. */
export const withoutProgress = (stderr: string): string => stderr.replaceAll(/^progress: .*\n/gm, '');
