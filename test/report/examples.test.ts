import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { LOOKS, launchBrowser, needsBrowser } from './browser.ts';
import { EXAMPLE_NAMES, type ExampleName } from './example-fleets.ts';
import { EXAMPLE_PAGES, type ExamplePage, examplePages } from './example-pages.ts';

/** Bytes of the largest page of each kind: Gmail cuts e-mails off at 102 kB. */
const MOST_BYTES = { 'e-mail.html': 100_000, 'report.html': 600_000 } as const;

/** CSS pixels between the margins of A4. */
const PAPER_WIDTH = 673;

const pages = new Map<ExampleName, Readonly<Record<ExamplePage, string>>>();
const pageOf = (name: ExampleName, page: ExamplePage): string => pages.get(name)?.[page] ?? '';
const each = EXAMPLE_NAMES.flatMap((name) => EXAMPLE_PAGES.map((page) => ({ name, page })));

beforeAll(() => {
  for (const name of EXAMPLE_NAMES) pages.set(name, examplePages(name));
}, 120_000);

describe('the examples', () => {
  it.each(each)('$name/$page is as docs/examples has it', async ({ name, page }) => {
    await expect(pageOf(name, page)).toMatchFileSnapshot(join(repositoryRoot, 'docs/examples', name, page));
  });

  it.each(each)('$name/$page stays within its size', ({ name, page }) => {
    expect(Buffer.byteLength(pageOf(name, page))).toBeLessThan(MOST_BYTES[page]);
  });

  it.each(each)('$name/$page has no script and nothing to load', ({ name, page }) => {
    expect(pageOf(name, page)).not.toMatch(/<script|<iframe|<object|<link|\son\w+=|@import|url\(|\ssrc=/i);
  });
});

const browserNeed = needsBrowser();
describe.skipIf(browserNeed.missing)(browserNeed.title('the examples in Chromium'), () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it.each(each)(
    '$name/$page reads well at every width and in both colour schemes',
    { timeout: 120_000 },
    async ({ name, page: kind }) => {
      const file = join(folder, `${name}-${kind}`);
      writeFileSync(file, pageOf(name, kind));
      const { page, trouble } = await openPage(browser, file);
      for (const { name: look, width, scheme } of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme });
        expect(await widthOf(page), `its width, ${look}`).toBeLessThanOrEqual(width);
        expect(await violations(page, PART_OF_A_PAGE[kind]), `what axe finds, ${look}`).toEqual([]);
      }
      await page.setViewportSize({ width: PAPER_WIDTH, height: 800 });
      await page.emulateMedia({ media: 'print' });
      expect(await widthOf(page), 'its width on paper').toBeLessThanOrEqual(PAPER_WIDTH);
      expect(trouble).toEqual([]);
      await page.close();
    },
  );
});

/** An e-mail is shown within a page that has landmarks; in one of its own they would come twice. */
const PART_OF_A_PAGE = { 'e-mail.html': ['landmark-one-main', 'region'], 'report.html': [] } as const;

/** What the console says, what fails and what is asked of the network besides the page itself. */
async function openPage(browser: Browser, file: string) {
  const page = await browser.newPage();
  const trouble: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) trouble.push(request.url());
  });
  await page.goto(url);
  await page.evaluate(axe.source);
  return { page, trouble };
}

const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

async function violations(page: Page, disabled: readonly string[]): Promise<string[]> {
  const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
  const options: axe.RunOptions = { resultTypes: ['violations'], rules };
  const found = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
