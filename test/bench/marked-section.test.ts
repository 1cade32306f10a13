import { describe, expect, it } from 'vitest';
import { withSection } from './marked-section.ts';

describe('withSection', () => {
  const section = '<!-- accuracy:begin -->\nnew\n<!-- accuracy:end -->';
  it.each([
    {
      name: 'replaces what stands between the markers, and nothing else',
      document:
        '# Page\n\n<!-- probe:begin -->\nkept\n<!-- probe:end -->\n\n<!-- accuracy:begin -->\nold $1\n<!-- accuracy:end -->\n\nafter',
      expected: `# Page\n\n<!-- probe:begin -->\nkept\n<!-- probe:end -->\n\n${section}\n\nafter`,
    },
    { name: 'adds the section at the end', document: '# Page\n', expected: `# Page\n\n${section}\n` },
  ])('$name', ({ document, expected }) => {
    expect(withSection(document, 'accuracy', '\nnew\n')).toBe(expected);
  });

  it('changes nothing when written twice', () => {
    const once = withSection('# Page', 'accuracy', 'costs $& and $1');
    expect(withSection(once, 'accuracy', 'costs $& and $1')).toBe(once);
  });

  it.each([
    { name: 'one marker', document: '<!-- accuracy:begin -->' },
    { name: 'the other marker', document: '<!-- accuracy:end -->' },
    { name: 'markers the wrong way round', document: '<!-- accuracy:end --><!-- accuracy:begin -->' },
  ])('refuses $name', ({ document }) => {
    expect(() => withSection(document, 'accuracy', 'new')).toThrow('in this order');
  });
});
