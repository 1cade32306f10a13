import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import { composeReport } from '../../../lambdas/report/compose-report.ts';
import { renderReport } from '../../../lambdas/report/render-report.ts';
import type { Report } from '../../../lambdas/report/report.ts';
import { assessed, assessment, leaking, sources } from '../assessed.ts';
import { LOOKS, launchBrowser, needsBrowser } from '../browser.ts';
import { largeFleet } from '../fleets.ts';
import { type OpenedPage, pageOpener, violations, widthOf } from './opened-page.ts';

/** Hosts of which one in twenty leaks, each third of these memory, and a quarter of all of another account. */
function fleetOf(count: number): Report {
  const report = composeReport(largeFleet(count));
  const hosts = report.hosts.map((host, index) =>
    index % 4 === 0 ? { ...host, accountId: '999988887777' } : host,
  );
  const kindOf = (index: number): LeakKind => (index % 3 === 0 ? 'memory' : 'stuck-streams');
  const leaking = hosts.filter(({ verdict }) => verdict === 'leaking');
  const kinds = new Map(leaking.map(({ hostId }, index) => [hostId, kindOf(index)]));
  return { ...report, hosts: hosts.map((host) => ({ ...host, kind: kinds.get(host.hostId) ?? null })) };
}

const required = needsBrowser();
describe.skipIf(required.missing)(required.title('all hosts in Chromium'), () => {
  const large = renderReport(fleetOf(5_000), { isInteractive: true });
  const report = fleetOf(1_000);
  const kept = renderReport(report, { isInteractive: true });
  const attached = renderReport(report);
  const opener = pageOpener();
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    opener.end();
  });
  const opened = (options?: { fragment?: string; scripts?: boolean }, text = kept): Promise<OpenedPage> =>
    opener.open(browser, text, options);

  const search = (page: Page) => page.getByRole('searchbox', { name: 'Find hosts' });
  const status = (page: Page) => page.getByRole('status').textContent();
  /** By what a column is called in links, which never changes. */
  const heading = (page: Page, key: string) => page.locator(`#fleet th[data-key="${key}"]`);
  /** Of a column, what the rows that are shown say first. */
  const shown = (page: Page, column: number): Promise<string[]> =>
    page.evaluate(
      `[...document.querySelectorAll('#fleet tbody tr')].filter((row) => row.offsetParent !== null)
        .map((row) => row.cells[${column}].firstChild?.textContent.trim() ?? '')`,
    );
  const chooses = async (page: Page, facet: string, word: RegExp) => {
    const group = page.locator('details.facet', { has: page.locator('legend', { hasText: facet }) });
    if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
    await group.getByRole('checkbox', { name: word }).check();
  };

  it('finds a host among 5,000 by a part of its name, its id or what it runs', async () => {
    const { page, trouble } = await opened({}, large);
    expect(await status(page)).toBe('5,000 hosts, the first 100 shown');
    expect(await shown(page, 0)).toHaveLength(100);
    for (const [typed, names] of [
      ['lb-4321', ['lb-4321']],
      ['i-000000000000010E1', ['lb-4321']],
      ['leak 2.8.11 LB-380', ['lb-3800', 'lb-380']],
      ['nowhere', []],
    ] as const) {
      await search(page).fill(typed);
      expect((await shown(page, 0)).toSorted()).toEqual(names.toSorted());
      expect(await status(page)).toBe(`${names.length} of 5,000 hosts`);
    }
    await page.getByRole('button', { name: 'Show all hosts' }).click();
    expect(await search(page).inputValue()).toBe('');
    expect(await status(page)).toBe('5,000 hosts, the first 100 shown');
    expect(trouble).toEqual([]);
  });

  it('filters by verdict, kind, release, role, zone and account, and counts what each would leave', async () => {
    const { page } = await opened();
    const facets = await page.locator('details.facet summary').allTextContents();
    expect(facets).toEqual(['Verdict', 'What leaks', 'Release', 'Role', 'Zone', 'Account']);
    await chooses(page, 'Verdict', /Leaking 50/);
    expect(await status(page)).toBe('50 of 1,000 hosts');
    expect(new Set(await shown(page, 1))).toEqual(new Set(['Leaking']));
    await chooses(page, 'What leaks', /stuck streams 33/);
    expect(new Set(await shown(page, 6))).toEqual(new Set(['stuck streams']));
    await chooses(page, 'Role', /edge/);
    await chooses(page, 'Release', /2\.8\.11 33/);
    expect(await status(page)).toBe('33 of 1,000 hosts');
    await chooses(page, 'Zone', /eu-west-1a/);
    await chooses(page, 'Zone', /eu-west-1b/);
    const zones = new Set(await shown(page, 9));
    expect(zones).toEqual(new Set(['eu-west-1a', 'eu-west-1b']));
    await chooses(page, 'Account', /999988887777/);
    expect(new Set(await shown(page, 10))).toEqual(new Set(['999988887777']));
    expect(await page.locator('details.facet.chosen summary').allTextContents()).toEqual([
      'Verdict: Leaking',
      'What leaks: stuck streams',
      'Release: 2.8.11',
      'Role: edge',
      'Zone: eu-west-1a + 1',
      'Account: 999988887777',
    ]);
    // Open, one lies over what else is there; a click elsewhere or Escape ends that.
    await page.keyboard.press('Escape');
    expect(await page.locator('details[open]').count()).toBe(0);
  });

  it('sorts by each column, numbers as numbers, and says to all which order it is', async () => {
    const { page } = await opened();
    const growth = heading(page, 'growth');
    const values = (): Promise<number[]> =>
      page.evaluate(
        `[...document.querySelectorAll('#fleet tbody tr')].filter((row) => row.offsetParent !== null).map((row) => Number(row.cells[4].dataset.value))`,
      );
    expect(await heading(page, 'risk').getAttribute('aria-sort')).toBe('descending');
    for (const [direction, sign] of [
      ['descending', -1],
      ['ascending', 1],
    ] as const) {
      await growth.getByRole('button').click();
      expect(await growth.getAttribute('aria-sort')).toBe(direction);
      expect(await values()).toEqual((await values()).toSorted((a, b) => sign * (a - b)));
    }
    expect(await heading(page, 'risk').getAttribute('aria-sort')).toBeNull();
    await heading(page, 'host').getByRole('button').press('Enter');
    expect((await shown(page, 0)).slice(0, 3)).toEqual(['lb-0', 'lb-1', 'lb-2']);
  });

  it('shows the rest in steps, and goes on where the reader was', async () => {
    const { page } = await opened();
    const more = page.getByRole('button', { name: /^Show .* more$/ });
    await more.press('Enter');
    const names = await shown(page, 0);
    expect(names).toHaveLength(500);
    expect(await page.evaluate('document.activeElement.textContent')).toBe(names[100]);
    await more.click();
    expect(await shown(page, 0)).toHaveLength(1_000);
    expect(await more.isVisible()).toBe(false);
  });

  it('keeps what is asked in its address, so that a link leads to it', async () => {
    const { page, url } = await opened();
    await search(page).fill('lb-1');
    await chooses(page, 'Verdict', /Leaking/);
    await heading(page, 'growth').getByRole('button').click();
    const address = page.url();
    expect(address).toBe(`${url}#all-hosts?q=lb-1&verdict=Leaking&sort=-growth`);
    const names = await shown(page, 0);
    expect(names).toHaveLength(5);
    const again = await opened({ fragment: new URL(address).hash });
    expect(await shown(again.page, 0)).toEqual(names);
    expect(await search(again.page).inputValue()).toBe('lb-1');
    expect(await again.page.locator('#finder').isVisible()).toBe(true);
    expect(await again.page.evaluate('scrollY')).toBeGreaterThan(1000);
  });

  it('leads to each host by a link, whatever is filtered', async () => {
    const last = 'host-i-000000000000003e7';
    const { page } = await opened({ fragment: `#${last}` });
    const row = page.locator(`#${last}`);
    expect(await row.isVisible()).toBe(true);
    const isInView = () =>
      row.evaluate((element: { getBoundingClientRect(): { top: number; bottom: number } }) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= 800;
      });
    await expect.poll(isInView).toBe(true);
    await search(page).fill('leaking');
    expect(await row.isVisible()).toBe(false);
    await page.evaluate(`location.hash = '${last}'`);
    await expect.poll(isInView).toBe(true);
    expect(await search(page).inputValue()).toBe('');
  });

  it('is used by keys alone', async () => {
    const { page } = await opened();
    await search(page).focus();
    await page.keyboard.type('lb-12');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('details.facet').first().locator('input:checked').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    expect(await page.locator('details[open]').count()).toBe(0);
  });

  it.each(LOOKS)(
    'has nothing in the way of a reader, $name',
    { timeout: 240_000 },
    async ({ width, scheme }) => {
      // Fewer hosts than 5,000, of which axe would look at each cell.
      const hosts = Array.from({ length: 30 }, (_, index) =>
        index < 4 ? leaking(index, 90) : assessed(index),
      );
      const text = renderReport(composeReport(sources(assessment(hosts))), { isInteractive: true });
      const { page, trouble } = await opened({ fragment: '#all-hosts?q=lb' }, text);
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator('details.facet summary').last().click();
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      expect(await violations(page)).toEqual([]);
      expect(trouble).toEqual([]);
    },
  );

  it.each([
    { what: 'whose scripts are off', text: kept, scripts: false },
    { what: 'that a mail brought', text: attached, scripts: true },
  ])('shows every host and no control in a page $what', async ({ text, scripts }) => {
    const { page, trouble } = await opened({ scripts }, text);
    expect(await page.locator('#fleet tbody tr:visible').count()).toBe(1_000);
    expect(await page.locator('input, button, details').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('has on paper what is found, all of it, and no control', async () => {
    const { page } = await opened({ fragment: '#all-hosts?verdict=Leaking' });
    await page.emulateMedia({ media: 'print' });
    expect(await shown(page, 0)).toHaveLength(50);
    expect(await search(page).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: /more$/ }).isVisible()).toBe(false);
  });

  it.each([
    { what: 'with the page’s own script', text: kept },
    { what: 'without', text: attached },
  ])('runs no other script, $what', async ({ text }) => {
    const planted = text.replace(
      '</main>',
      '<script>document.title = "planted"</script><img src="x" onerror="document.title = 1"></main>',
    );
    const { page, trouble } = await opened({}, planted);
    expect(await page.title()).toMatch(/^HAProxy/);
    expect(trouble.join('\n')).toMatch(/Content Security Policy/);
    expect(trouble.filter((line) => line.startsWith('file:'))).toEqual([]);
    expect(trouble).toContain('failed: csp');
  });
});
