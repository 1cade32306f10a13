import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, launchBrowser, needsBrowser } from './browser.ts';
import { EXAMPLE_NAMES } from './example-fleets.ts';
import { EXAMPLE_PAGES, examplePages } from './example-pages.ts';

/** CSS pixels between the margins of A4. */
const PAPER_WIDTH = 673;

const required = needsBrowser();
describe.skipIf(required.missing)(required.title('the examples in Chromium'), () => {
  const each = EXAMPLE_NAMES.flatMap((name) => EXAMPLE_PAGES.map((page) => ({ name, page })));
  const pages = new Map(EXAMPLE_NAMES.map((name) => [name, examplePages(name)]));
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it.each(each)(
    '$name/$page reads well at every width and in both colour schemes',
    { timeout: 120_000 },
    async ({ name, page: kind }) => {
      const file = join(folder, `${name}-${kind}`);
      writeFileSync(file, pages.get(name)?.[kind] ?? '');
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
