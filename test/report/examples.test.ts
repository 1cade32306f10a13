import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scriptElement } from '../../lambdas/report/page/script.ts';
import { repositoryRoot } from '../files.ts';
import { EXAMPLE_NAMES, type ExampleName } from './example-fleets.ts';
import { EXAMPLE_PAGES, type ExamplePage, examplePages } from './example-pages.ts';

/** Bytes of the largest page of each kind: Gmail cuts e-mails off at 102 kB. */
const MAXIMUM_BYTES = { 'e-mail.html': 100_000, 'report.html': 3_000_000 } as const;

const pages = new Map<ExampleName, Readonly<Record<ExamplePage, string>>>();
const pageOf = (name: ExampleName, page: ExamplePage): string => pages.get(name)?.[page] ?? '';
const each = EXAMPLE_NAMES.flatMap((name) => EXAMPLE_PAGES.map((page) => ({ name, page })));

beforeAll(() => {
  for (const name of EXAMPLE_NAMES) pages.set(name, examplePages(name));
}, 600_000);

describe('the examples', () => {
  it.each(each)('$name/$page is as docs/examples has it', async ({ name, page }) => {
    await expect(pageOf(name, page)).toMatchFileSnapshot(join(repositoryRoot, 'docs/examples', name, page));
  });

  it.each(each)('$name/$page stays within its size', ({ name, page }) => {
    expect(Buffer.byteLength(pageOf(name, page))).toBeLessThan(MAXIMUM_BYTES[page]);
  });

  it.each(each)('$name/$page has no script but its own and nothing to load', ({ name, page }) => {
    expect(pageOf(name, page).replace(scriptElement().toString(), '')).not.toMatch(
      /<script|<iframe|<object|<link|\son\w+=|@import|url\(|\ssrc=/i,
    );
  });
});
