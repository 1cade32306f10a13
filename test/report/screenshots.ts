import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../files.ts';
import { programPath } from '../lab/needs.ts';
import { LOOKS, launchBrowser } from './browser.ts';
import { EXAMPLE_NAMES } from './example-fleets.ts';
import { EXAMPLE_PAGES } from './example-pages.ts';

/** CSS pixels of a page's height that a picture shows; the page itself lies beside it. */
const MAXIMUM_HEIGHT = { 1280: 2000, 390: 1800 } as const;

/**
 * Pictures of the pages in docs/examples, as they lie there, and the README's of what the demo writes:
 * `npm run screenshots`. Needs Chromium and pngquant.
 */
const folder = join(repositoryRoot, 'docs/examples');
const pngquant = programPath('pngquant');
const browser = await launchBrowser();

/** What the README shows: the first look at each. */
const DEMO_PICTURES = [
  { file: 'report.html', width: 1280, height: 1180, scheme: 'light' },
  { file: 'report.html', width: 1280, height: 1180, scheme: 'dark' },
  { file: 'e-mail.html', width: 390, height: 1180, scheme: 'light' },
  { file: 'e-mail.html', width: 390, height: 1180, scheme: 'dark' },
] as const;
const out = mkdtempSync(join(tmpdir(), 'demo-'));
execFileSync(process.execPath, ['cli/main.ts', 'demo', '--no-open', '--out', out], {
  cwd: repositoryRoot,
  stdio: ['ignore', 'ignore', 'inherit'],
});
for (const { file, width, height, scheme } of DEMO_PICTURES) {
  const name = `demo-${file.replace('.html', '')}-${scheme}.png`;
  await take(join(out, file), join(repositoryRoot, 'docs/images', name), { width, height, scheme });
}
rmSync(out, { recursive: true });

for (const example of EXAMPLE_NAMES) {
  mkdirSync(join(folder, example, 'screenshots'), { recursive: true });
  for (const file of EXAMPLE_PAGES) {
    for (const { name, width, scheme } of LOOKS) {
      const path = join(folder, example, 'screenshots', `${file.replace('.html', '')}-${name}.png`);
      await take(join(folder, example, file), path, { width, height: MAXIMUM_HEIGHT[width], scheme });
    }
  }
}
await browser.close();

/** @param height of the page at most */
async function take(
  source: string,
  path: string,
  { width, height, scheme }: { width: number; height: number; scheme: 'light' | 'dark' },
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
  await page.goto(pathToFileURL(source).href);
  const whole: number = await page.evaluate('document.documentElement.scrollHeight');
  const clip = { x: 0, y: 0, width, height: Math.min(whole, height) };
  const picture = await page.screenshot({ fullPage: true, clip });
  writeFileSync(path, execFileSync(pngquant, ['--nofs', '--strip', '64', '-'], { input: picture }));
  console.log(`${path}: ${(readFileSync(path).length / 1000).toFixed(0)} kB`);
  await page.close();
}
