import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../files.ts';
import { programPath } from '../lab/needs.ts';
import { LOOKS, launchBrowser } from './browser.ts';
import { EXAMPLE_NAMES } from './example-fleets.ts';
import { EXAMPLE_PAGES } from './example-pages.ts';

/** CSS pixels of a page's height that a picture shows; the page itself lies beside it. */
const MOST_HEIGHT = { 1280: 2000, 390: 1800 } as const;

/** Pictures of the pages in docs/examples, as they lie there: `npm run screenshots`. Needs Chromium and pngquant. */
const folder = join(repositoryRoot, 'docs/examples');
const pngquant = programPath('pngquant');
const browser = await launchBrowser();
for (const example of EXAMPLE_NAMES) {
  mkdirSync(join(folder, example, 'screenshots'), { recursive: true });
  for (const file of EXAMPLE_PAGES) {
    for (const { name, width, scheme } of LOOKS) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
      await page.goto(pathToFileURL(join(folder, example, file)).href);
      const height: number = await page.evaluate('document.documentElement.scrollHeight');
      const clip = { x: 0, y: 0, width, height: Math.min(height, MOST_HEIGHT[width]) };
      const picture = await page.screenshot({ fullPage: true, clip });
      const path = join(folder, example, 'screenshots', `${file.replace('.html', '')}-${name}.png`);
      writeFileSync(path, execFileSync(pngquant, ['--nofs', '--strip', '64', '-'], { input: picture }));
      console.log(`${path}: ${(readFileSync(path).length / 1000).toFixed(0)} kB`);
      await page.close();
    }
  }
}
await browser.close();
