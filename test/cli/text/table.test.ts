import { describe, expect, it } from 'vitest';
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

describe('a table that has no room on a narrow terminal', () => {
  const columns = [{ title: 'HOST' }, { title: 'VERDICT' }, { title: 'MIB/DAY', align: 'right' as const }];
  const rows = [
    ['lb-edge-1.example.com', 'leaking', '50 (41–63)'],
    ['lb-edge-2', { colSpan: 2, content: 'unreachable: DeliveryTimedOut' }],
  ];

  it('has a few lines for each row, the others below what its first column has', () => {
    expect(tableLines(columns, rows, 40)).toEqual([
      'lb-edge-1.example.com',
      '  VERDICT  leaking',
      '  MIB/DAY  50 (41–63)',
      'lb-edge-2',
      '  unreachable: DeliveryTimedOut',
    ]);
  });

  it('stays a table where it fits, and in a pipe', () => {
    expect(tableLines(columns, rows.slice(0, 1), 60)[0]).toMatch(/^HOST +VERDICT +MIB/);
    expect(tableLines(columns, [['x'.repeat(90), '', '']], 80)[0]).toMatch(/^HOST +VERDICT/);
  });

  it('keeps a mark before what its first titled column has', () => {
    const marked = [{ title: '' }, { title: 'STORY' }, { title: 'FOUND' }];
    expect(tableLines(marked, [['✓', 'founding leak of an upgrade', 'leaking']], 35)).toEqual([
      '✓ founding leak of an upgrade',
      '  FOUND  leaking',
    ]);
  });

  it('without any title has a line of its cells', () => {
    expect(tableLines([{}, {}], [['HAPX-0001', 'a long summary of it']], 20)).toEqual([
      'HAPX-0001 a long',
      'summary of it',
    ]);
  });
});
