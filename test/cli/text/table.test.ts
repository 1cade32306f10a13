import { expect, it } from 'vitest';
import { tableLines, widthsOf } from '../../../cli/text/table.ts';

it('sets columns two spaces apart, numbers at the right, no spaces at the end', () => {
  const columns = [{ title: 'HOST' }, { title: 'SCORE', align: 'right' as const }, { title: 'WHY' }];
  expect(
    tableLines(columns, [
      ['edge-1', '7', 'leaks'],
      ['e', '100', ''],
    ]),
  ).toEqual(['HOST    SCORE  WHY', 'edge-1      7  leaks', 'e         100']);
});

it('has no head without titles', () => {
  expect(tableLines([{}, {}], [['a', 'b']])).toEqual(['a  b']);
});

it('lets a cell reach over several columns', () => {
  const rows = [
    ['a', 'long cell', '1'],
    ['b', { colSpan: 2, content: 'no answer' }],
  ];
  expect(tableLines([{}, {}, { align: 'right' }], rows)).toEqual(['a  long cell  1', 'b  no answer']);
});

it('sets wide characters as wide as a terminal shows them', () => {
  expect(
    tableLines(
      [{}, {}],
      [
        ['東京', '1'],
        ['edge', '2'],
      ],
    ),
  ).toEqual(['東京  1', 'edge  2']);
});

it('measures columns by their widest cell', () => {
  expect(
    widthsOf([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
  ).toEqual([3, 2]);
});
