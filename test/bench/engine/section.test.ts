import { expect, it } from 'vitest';
import { withParts } from './section.ts';

it('replaces the parts given, keeps the others, and touches nothing else', () => {
  const page = '# Page\n\n<!-- accuracy:begin -->\nkept\n<!-- accuracy:end -->\n';
  const both = withParts(
    page,
    ['a', 'b'],
    new Map([
      ['b', 'old b'],
      ['a', 'old a'],
    ]),
  );
  const again = withParts(both, ['a', 'b'], new Map([['a', 'new a']]));
  expect(again.startsWith(page)).toBe(true);
  expect(again).toContain('## The engine');
  expect(again.indexOf('new a')).toBeLessThan(again.indexOf('old b'));
  expect(again).not.toContain('old a');
  expect(withParts(again, ['a', 'b'], new Map())).toBe(again);
});
