import { describe, expect, it } from 'vitest';
import { markdownTable, withSection } from './benchmarks-page.ts';

describe('the page of benchmarks', () => {
  const first = withSection('', 'probe', '## The probe\n\nfast');

  it('begins with a title and its first section', () => {
    expect(first).toMatch(
      /^# Benchmarks\n\n<!-- begin probe.*-->\n\n## The probe\n\nfast\n\n<!-- end probe -->\n$/,
    );
  });

  it('gets another section after the first', () => {
    const both = withSection(first, 'audit', '## The audit');
    expect(both.startsWith(first.trimEnd())).toBe(true);
    expect(both).toMatch(/## The audit\n\n<!-- end audit -->\n$/);
  });

  it('has a section replaced, and what people wrote around it left alone', () => {
    const written = withSection(`${first}\nBy hand.\n`, 'audit', '## The audit');
    const again = withSection(written, 'probe', '## The probe\n\nfaster');
    expect(again).toBe(written.replace('\nfast\n', '\nfaster\n'));
  });

  it('has numbers to the right of a table and words to the left', () => {
    expect(
      markdownTable(
        ['load', 'p99 ms'],
        [
          ['short', '1.5'],
          ['longer', '12'],
        ],
      ),
    ).toBe('| load   | p99 ms |\n| ------ | -----: |\n| short  |    1.5 |\n| longer |     12 |');
  });
});
