import { describe, expect, it } from 'vitest';
import { hanging, wrap } from '../../../cli/text/terminal.ts';

const BOLD = '\u001b[1mthree\u001b[22m';

describe('wrap', () => {
  it.each([
    { text: '', columns: 10, lines: [] },
    { text: 'one two three', columns: 13, lines: ['one two three'] },
    { text: 'one two three', columns: 12, lines: ['one two', 'three'] },
    { text: ' one\n two ', columns: 80, lines: ['one two'] },
    { text: 'a https://example.com/long b', columns: 10, lines: ['a', 'https://example.com/long', 'b'] },
    { text: `one two ${BOLD}`, columns: 13, lines: [`one two ${BOLD}`] },
    { text: `${BOLD} two one`, columns: 9, lines: [`${BOLD} two`, 'one'] },
  ])('breaks $text at $columns columns', ({ text, columns, lines }) => {
    expect(wrap(text, columns)).toEqual(lines);
  });
});

describe('hanging', () => {
  it('sets further lines below the end of the prefix', () => {
    expect(hanging('2026-11-22  ', 'one two three four five six', 32)).toEqual([
      '2026-11-22  one two three four',
      '            five six',
    ]);
  });
});
