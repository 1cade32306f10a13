import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditorConfig } from '../infra/config.ts';
import { wilson } from './bench/figures/interval.ts';
import { sectionOf } from './bench/marked-section.ts';
import { filesUnder, repositoryRoot } from './files.ts';
import { linksOf } from './markdown.ts';

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const readme = read('README.md');
const percent = (share: number) => (100 * share).toFixed(0);

/** Rows such as `| … | 93% | 88–96% | 191 of 206 |`. */
const measured = [...readme.matchAll(/\| (\d+)% \| (\d+)–(\d+)% \| (\d+) of (\d+) \|/g)].map((row) => ({
  share: row[1],
  low: row[2],
  high: row[3],
  part: Number(row[4]),
  whole: Number(row[5]),
}));

describe('README.md', () => {
  it('has at most 1,300 words', () => {
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1300);
  });

  it('links to every page of docs/', () => {
    const targets = new Set(linksOf(readme).map((target) => target.split('#')[0]));
    const pages = filesUnder('docs').filter((path) => /^docs\/[^/]+\.md$/.test(path));
    expect(pages.filter((page) => !targets.has(page))).toEqual([]);
  });

  it('has the figures of accuracy of docs/benchmarks.md, each with the interval that its counts give', () => {
    const corpus = sectionOf(read('docs/benchmarks.md'), 'other-corpus') ?? '';
    expect(measured.length).toBeGreaterThan(2);
    for (const { share, low, high, part, whole } of measured) {
      expect(corpus).toMatch(new RegExp(`\\b${part} of ${whole} \\||\\| ${part} \\| ${whole} \\|`));
      const interval = wilson(part, whole);
      expect([share, low, high]).toEqual([part / whole, interval.low, interval.high].map(percent));
    }
  });
});

it('docs/configuration.md has a row for each setting', () => {
  const page = read('docs/configuration.md');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const missing = Object.keys(AuditorConfig.shape).filter(
    (setting) => !rows.some((row) => row.split('|')[1]?.match(new RegExp(`\`${setting}\\b`))),
  );
  expect(missing).toEqual([]);
});
