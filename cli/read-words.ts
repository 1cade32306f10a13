import { type ReadLine, readVersion, readVersions } from '../lambdas/domain/releases/read-version.ts';

const DATE_AND_ADDRESS = '(?:,? (?:released )?\\d{4}/\\d\\d/\\d\\d)?(?: -)?(?: https?://\\S{1,100})?';
const ARCHITECTURE = '(?:amd64|arm64|i386|x86_64|aarch64|noarch|all|any)';
/** One line that a shell has split into words, because nobody quoted it; any other words are a version each. */
const UNQUOTED = [
  new RegExp(`^(?:ha-?proxy|hapee-lb) version \\S+${DATE_AND_ADDRESS}$`, 'i'),
  new RegExp(
    `^(?:[a-z]{2} )?(?:ha-?proxy\\d{0,3}(?::[a-z]\\w*)?|hapee|haproxy enterprise) v?\\d\\S*(?: ${ARCHITECTURE}(?: .*)?)?$`,
    'i',
  ),
  // The packages of Enterprise count their own; beside a version of HAProxy they are two things that were asked.
  new RegExp(`^(?:[a-z]{2} )?hapee-\\S+ \\d+\\.\\d+\\.\\d+-\\d\\S*(?: ${ARCHITECTURE}(?: .*)?)?$`, 'i'),
];
const STDIN = '-';

/** Whether `-` among the words means standard input, not the dash of an unquoted line of `haproxy -v`. */
export const isStdinAsked = (words: readonly string[]): boolean =>
  words.includes(STDIN) && unquotedLine(words) === null;

/** What the words of a command line name: one version each, unless they are one line together. */
export function readWords(words: readonly string[], stdin: string): ReadLine[] {
  const line = unquotedLine(words);
  if (line !== null) return [line];
  return words.flatMap((word) => readVersions(word === STDIN ? stdin : word));
}

function unquotedLine(words: readonly string[]): ReadLine | null {
  const line = words.join(' ');
  if (words.length < 2 || !UNQUOTED.some((pattern) => pattern.test(line))) return null;
  const read = readVersion(line);
  return read === null ? null : { line, read };
}
