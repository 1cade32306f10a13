import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

/** A report's page in a browser, and what it did besides showing itself. */
export interface OpenedPage {
  page: Page;
  url: string;
  /** What the console said, what failed, and what was asked of the network. */
  trouble: string[];
}

/** Opens pages from files of a folder of their own. */
export function pageOpener(): { open: typeof open; end: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  let count = 0;
  async function open(
    browser: Browser,
    text: string,
    { fragment = '', scripts = true } = {},
  ): Promise<OpenedPage> {
    count += 1;
    const file = join(folder, `${count}.html`);
    writeFileSync(file, text);
    const url = pathToFileURL(file).href;
    const context = await browser.newContext({
      javaScriptEnabled: scripts,
      viewport: { width: 1280, height: 800 },
    });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('requestfinished', (request) => {
      if (request.url().split('#')[0] !== url) trouble.push(request.url());
    });
    page.on('requestfailed', (request) => trouble.push(`failed: ${request.failure()?.errorText}`));
    await page.goto(url + fragment);
    return { page, url, trouble };
  }
  return { open, end: () => rmSync(folder, { recursive: true }) };
}

export const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

/** What axe finds in the way of a reader. */
export async function violations(page: Page, disabled: readonly string[] = []): Promise<string[]> {
  // Not as an element of the page, which its policy would not let run.
  await page.evaluate(axe.source);
  const rules = Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]));
  const options: axe.RunOptions = { resultTypes: ['violations'], rules };
  const found = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
