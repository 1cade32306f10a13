/**
 * The script as hosts run it: of `probe.sh` without comments, empty lines and indentation, without the parts that only
 * serve a person at a keyboard (from a line `# by hand >>>` to `# <<< by hand`), and without the blanks around operators
 * of its awk programs. Each line that is left is a line of `probe.sh`, in the same order, so that a reviewer can compare
 * the two by reading them side by side.
 *
 * It relies on what the script keeps to, and its tests hold: no line of a text that spans lines begins with a blank or #,
 * an awk program ends on a line that begins with its closing quote, and what starts on a line with `awk` and an open
 * single quote is one.
 */
export function deliveredScript(script: string): string {
  const lines: string[] = [];
  let [isByHand, isAwk] = [false, false];
  for (const line of script.split('\n')) {
    const text = line.trim().replace(TRAILING_COMMENT, '');
    if (text === BY_HAND.from) isByHand = true;
    const isComment = text.startsWith('#') && !text.startsWith('#!');
    if (!isByHand && text !== '' && !isComment) {
      if (text.startsWith("'")) isAwk = false;
      lines.push(isAwk ? compactAwk(text) : text);
      if (!isAwk && OPENS_AWK.test(text)) isAwk = true;
    }
    if (text === BY_HAND.to) isByHand = false;
  }
  return `${lines.join('\n')}\n`;
}

const BY_HAND = { from: '# by hand >>>', to: '# <<< by hand' };

/** Beside a constant, two blanks or more after it. */
const TRAILING_COMMENT = / {2,}# .*$/;

/** A line that ends in the quote that opens an awk program. */
const OPENS_AWK = /\bawk\b[^']*'$/;

/** A string, or a regular expression where one may stand and no quotient: at the beginning, after an operator or a bracket. */
const LITERAL = /("(?:[^"\\]|\\.)*"|(?:(?<=[~(,] ?)|^!?)\/(?:[^/\\]|\\.)+\/)/;
const BLANKS_AROUND_OPERATORS = / ?(==|!=|>=|<=|\+=|-=|\*=|\/=|&&|\|\||[=,;{}<>?:+]) ?/g;

/** Without the blanks around operators. A line stays as it is where it has a slash that is neither in a string nor in what is surely a regular expression. */
function compactAwk(line: string): string {
  const parts = line.split(LITERAL);
  const isLiteral = (index: number) => index % 2 === 1;
  if (parts.some((part, index) => !isLiteral(index) && part.includes('/'))) return line;
  return parts
    .map((part, index) => (isLiteral(index) ? part : part.replaceAll(BLANKS_AROUND_OPERATORS, '$1')))
    .join('');
}
