import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, launchBrowser, needsBrowser } from './browser.ts';
import { EXAMPLE_NAMES } from './example-fleets.ts';
import { EXAMPLE_PAGES, examplePages } from './example-pages.ts';
import { pageOpener, violations, widthOf } from './page/opened-page.ts';

/** CSS pixels between the margins of A4. */
const PAPER_WIDTH = 673;

const required = needsBrowser();
describe.skipIf(required.missing)(required.title('the examples in Chromium'), () => {
  const each = EXAMPLE_NAMES.flatMap((name) => EXAMPLE_PAGES.map((page) => ({ name, page })));
  const pages = new Map(EXAMPLE_NAMES.map((name) => [name, examplePages(name)]));
  let browser: Browser;
  const opener = pageOpener();
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    opener.end();
  });

  it.each(each)(
    '$name/$page reads well at every width and in both colour schemes',
    { timeout: 120_000 },
    async ({ name, page: kind }) => {
      const { page, trouble } = await opener.open(browser, pages.get(name)?.[kind] ?? '');
      await page.setViewportSize({ width: PAPER_WIDTH, height: 800 });
      await page.emulateMedia({ media: 'print' });
      expect(await widthOf(page), 'its width on paper').toBeLessThanOrEqual(PAPER_WIDTH);
      // Rows of hosts that wait to be asked for are like those that are shown, and axe would take minutes for them.
      await page.evaluate("for (const row of document.querySelectorAll('#fleet .later')) row.remove()");
      for (const { name: look, width, scheme } of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ media: 'screen', colorScheme: scheme });
        expect(await widthOf(page), `its width, ${look}`).toBeLessThanOrEqual(width);
        expect(await violations(page, PART_OF_A_PAGE[kind]), `what axe finds, ${look}`).toEqual([]);
      }
      expect(trouble).toEqual([]);
      await page.context().close();
    },
  );

  it('on a telephone the plan breaks no word of a cell into letters', { timeout: 60_000 }, async () => {
    const { page } = await opener.open(browser, pages.get('large-fleet')?.['report.html'] ?? '');
    await page.setViewportSize({ width: 390, height: 800 });
    const narrowest = await page.evaluate(
      "Math.min(...[...document.querySelectorAll('#plan td')].map((cell) => cell.clientWidth))",
    );
    expect(narrowest).toBeGreaterThan(300);
    await page.context().close();
  });
});

/** An e-mail is shown within a page that has landmarks; in one of its own they would come twice. */
const PART_OF_A_PAGE = { 'e-mail.html': ['landmark-one-main', 'region'], 'report.html': [] } as const;
