import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryAddress, withAbsoluteLinks } from '../../../cli/package/absolute-links.ts';
import { repositoryRoot } from '../../files.ts';
import { linksOf } from '../../markdown.ts';

const BASE = { repository: 'https://github.com/owner/auditor', ref: 'v1.2.3' };

describe('the links of a published page', () => {
  it.each([
    {
      markdown: '[scoring](docs/scoring.md#one-sample)',
      is: '[scoring](https://github.com/owner/auditor/blob/v1.2.3/docs/scoring.md#one-sample)',
    },
    {
      markdown: '![flow](docs/images/flow.svg)',
      is: '![flow](https://github.com/owner/auditor/raw/v1.2.3/docs/images/flow.svg)',
    },
    {
      markdown: '<img src="docs/a.png" alt="a">',
      is: '<img src="https://github.com/owner/auditor/raw/v1.2.3/docs/a.png" alt="a">',
    },
    {
      markdown: '<source srcset="docs/a.png">',
      is: '<source srcset="https://github.com/owner/auditor/raw/v1.2.3/docs/a.png">',
    },
    {
      markdown: '[there](https://example.com/a) [here](#limits)',
      is: '[there](https://example.com/a) [here](#limits)',
    },
    { markdown: '```\n[a](b.md)\n```', is: '```\n[a](b.md)\n```' },
  ])('of $markdown are $is', ({ markdown, is }) => {
    expect(withAbsoluteLinks(markdown, BASE)).toBe(is);
  });

  it.each(['README.md', 'CHANGELOG.md'])('of %s all lead out of the page or to a heading of it', (page) => {
    const text = withAbsoluteLinks(readFileSync(join(repositoryRoot, page), 'utf8'), BASE);
    expect(linksOf(text).filter((target) => !/^(https?:|mailto:|#)/.test(target))).toEqual([]);
    expect([...text.matchAll(/(?:src|srcset)="(?!https:)[^"]*"/g)].map(([found]) => found)).toEqual([]);
    expect(linksOf(text).length).toBeGreaterThan(3);
  });

  it.each([
    'git+https://github.com/owner/auditor.git',
    'https://github.com/owner/auditor',
    'git@github.com:owner/auditor.git',
    'git+ssh://git@github.com/owner/auditor.git',
  ])('begin with the address of %s', (url) => {
    expect(repositoryAddress(url)).toBe('https://github.com/owner/auditor');
  });
});
