import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderReport } from '../../lambdas/report/render-report.ts';
import { launchBrowser } from '../report/browser.ts';
import { exampleReport } from '../report/example-fleets.ts';
import { largeFleet } from '../report/fleets.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'docs/benchmarks.md' } },
});
const ROUNDS = 9;

/** What opening a page takes, milliseconds. */
interface Opening {
  /** Until something is seen, and until all of it is there and can be used. */
  seen: number;
  loaded: number;
  /** What the page's thread computed until then: the same on a busy machine. */
  computed: number;
  /** From a letter typed into the search to the rows that it leaves, laid out. */
  searched: number | null;
}

async function openOnce(browser: Browser, url: string): Promise<Opening> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  const { seen, loaded } = await page.evaluate<{
    seen: number;
    loaded: number;
  }>(`new Promise((done) => requestAnimationFrame(() => setTimeout(() => done({
    seen: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    loaded: performance.getEntriesByType('navigation')[0].loadEventEnd,
  }))))`);
  const { metrics } = await devTools.send('Performance.getMetrics');
  const computed = 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  const searched = await page.evaluate<number | null>(`(() => {
    const search = document.getElementById('find');
    if (search === null) return null;
    search.scrollIntoView();
    const startedAt = performance.now();
    search.value = '1';
    search.dispatchEvent(new Event('input'));
    document.getElementById('fleet').offsetHeight;
    return performance.now() - startedAt;
  })()`);
  await context.close();
  return { seen, loaded, computed, searched };
}

const middle = (values: readonly number[]): string =>
  (values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0).toFixed(0);

const PAGES = [
  {
    name: 'large example, as archived',
    hosts: 5_000,
    text: () => renderReport(exampleReport('large-fleet'), { isInteractive: true }),
  },
  { name: 'the same, as attached', hosts: 5_000, text: () => renderReport(exampleReport('large-fleet')) },
  {
    name: 'as archived',
    hosts: 1_000,
    text: () => renderReport(composeReport(largeFleet(1_000)), { isInteractive: true }),
  },
  {
    name: 'as archived',
    hosts: 10_000,
    text: () => renderReport(composeReport(largeFleet(10_000)), { isInteractive: true }),
  },
];

const load = loadavg()[0]?.toFixed(1);
const folder = mkdtempSync(join(tmpdir(), 'page-'));
const browser = await launchBrowser();
const rows: string[][] = [];
for (const { name, hosts, text } of PAGES) {
  const file = join(folder, 'report.html');
  const page = text();
  writeFileSync(file, page);
  const openings: Opening[] = [];
  for (let round = 0; round < ROUNDS; round++)
    openings.push(await openOnce(browser, pathToFileURL(file).href));
  const searches = openings.flatMap(({ searched }) => searched ?? []);
  rows.push([
    hosts.toLocaleString('en'),
    name,
    (Buffer.byteLength(page) / 1e6).toFixed(2),
    middle(openings.map(({ seen }) => seen)),
    middle(openings.map(({ loaded }) => loaded)),
    middle(openings.map(({ computed }) => computed)),
    searches.length === 0 ? '' : middle(searches),
  ]);
}
const version = browser.version();
await browser.close();
rmSync(folder, { recursive: true });

const columns = ['hosts', 'page', 'MB', 'first seen', 'loaded', 'computed until then', 'a letter searched'];
const body = `## The report's page in a browser

\`report.html\` opened from a file in Chromium at 1280 x 800 pixels, nothing cached; the median of ${ROUNDS} times, milliseconds. The load
average was ${load} when it began; what was computed until then is less touched by other work than the time is.

${table(columns, rows)}

Made by \`npm run bench:page\` on ${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Chromium ${version}.`;
writeFileSync(options.out, withSection(readFileSync(options.out, 'utf8'), 'page-open', body));
