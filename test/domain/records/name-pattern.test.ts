import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../lambdas/domain/records/name-pattern.ts';

describe('a pattern of names', () => {
  it.each([
    { pattern: 'edge-1', matches: ['edge-1'], others: ['edge-10', 'Edge-1', ''] },
    { pattern: 'edge-*', matches: ['edge-', 'edge-1', 'edge-1.eu'], others: ['edge', 'an-edge-1'] },
    { pattern: '*-1', matches: ['-1', 'edge-1'], others: ['edge-1.eu'] },
    { pattern: 'a*a', matches: ['aa', 'aba'], others: ['a', 'ab'] },
    { pattern: 'a*b*c', matches: ['abc', 'a-b-b-c'], others: ['ac', 'acb', 'abcd'] },
    { pattern: 'a**b', matches: ['ab', 'a-b'], others: ['a'] },
    { pattern: 'a.c*', matches: ['a.c', 'a.cd'], others: ['abc'] },
    { pattern: '(a+)+*$', matches: ['(a+)+$', '(a+)+x$'], others: ['aaa$'] },
  ])('$pattern is like $matches and not like $others', ({ pattern, matches, others }) => {
    expect(matches.filter((text) => !matchesPattern(text, pattern))).toEqual([]);
    expect(others.filter((text) => matchesPattern(text, pattern))).toEqual([]);
  });

  it('is that of a regular expression whose stars are any characters', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 9 });
    fc.assert(
      fc.property(texts, texts, (text, pattern) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesPattern(text, pattern)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });
});
