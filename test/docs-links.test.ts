import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf } from '../infra/constructs/runbook-link.ts';
import { filesUnder, repositoryRoot } from './files.ts';
import { headingsOf, linksOf } from './markdown.ts';

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'lambdas/README.md'],
  ...filesUnder('docs').filter((path) => path.endsWith('.md')),
];
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

/** Why a link of a page leads nowhere; `undefined` for one that leads somewhere, or out of the repository. */
function broken(page: string, target: string): string | undefined {
  if (/^(https?|mailto):/.test(target)) return undefined;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
  if (!existsSync(join(repositoryRoot, file))) return `${target}: no such file`;
  if (anchor === undefined) return undefined;
  return headingsOf(read(file)).map(anchorOf).includes(anchor) ? undefined : `${target}: no such heading`;
}

describe('links of the documentation', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    expect(linksOf(read(page)).flatMap((target) => broken(page, target) ?? [])).toEqual([]);
  });

  it.each([
    ['#no-such-heading', 'no such heading'],
    ['adr/9999-nothing.md', 'no such file'],
    ['knowledge.md#no-such-heading', 'no such heading'],
  ])('are reported where they lead nowhere: %s', (target, why) => {
    expect(broken('docs/runbook.md', target)).toBe(`${target}: ${why}`);
  });

  it('has every heading of the runbook once', () => {
    const anchors = headingsOf(read('docs/runbook.md')).map(anchorOf);
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});
