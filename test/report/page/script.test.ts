import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE_SCRIPT, pageScript } from '../../../cli/page-script.ts';
import { composeReport } from '../../../lambdas/report/compose-report.ts';
import { renderReport } from '../../../lambdas/report/render-report.ts';
import { attachedFiles, fileText, reportFiles } from '../../../lambdas/report/report-files.ts';
import { repositoryRoot } from '../../files.ts';
import { FLEETS } from '../fleets.ts';

const sources = FLEETS['founding-leak']();
const report = composeReport(sources);
const scripts = (page: string) =>
  [...page.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, text]) => text ?? '');
const policy = (page: string) => /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');

describe("the page's script", () => {
  it('is what its source builds: npm run page-script', async () => {
    expect(readFileSync(join(repositoryRoot, PAGE_SCRIPT), 'utf8')).toBe(await pageScript());
  });

  it('asks nothing of the network, keeps nothing and makes no markup of texts', () => {
    const [text = ''] = scripts(renderReport(report, { isInteractive: true }));
    expect(text.length).toBeGreaterThan(1000);
    expect(text).not.toMatch(
      /fetch|XMLHttp|WebSocket|sendBeacon|import\(|eval|Function\(|innerHTML|outerHTML|insertAdjacent|document\.write|cookie|localStorage|sessionStorage|indexedDB|<\/|<!--/,
    );
  });

  it('is in the copy of the archive, by its hash, and no other may run there', () => {
    const page = fileText(reportFiles(report, sources.now, null), 'report.html');
    const found = scripts(page);
    expect(found).toHaveLength(1);
    expect(policy(page)).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hashOf(found[0] ?? '')}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('is not in the copy that a mail brings, which is the same page without it', () => {
    const files = reportFiles(report, sources.now, null);
    const attached = attachedFiles(report, files, { hasPage: true });
    expect(attached.map(({ name }) => name)).toEqual(['report.html', 'hosts.csv']);
    const page = attached.find(({ name }) => name === 'report.html')?.text ?? '';
    expect(scripts(page)).toEqual([]);
    expect(policy(page)).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    );
    const kept = fileText(files, 'report.html');
    const without = kept.replace(/<script>.*?<\/script>/s, '').replace(/ script-src '[^']*';/, '');
    expect(page).toBe(without);
  });

  it('goes with no mail where the page is not attached, or has no room beside the hosts', () => {
    const files = reportFiles(report, sources.now, null);
    const many = files.map((file) =>
      file.name === 'hosts.csv' ? { ...file, parts: ['h'.repeat(28e6)] } : file,
    );
    for (const attached of [
      attachedFiles(report, files, { hasPage: false }),
      attachedFiles(report, many, { hasPage: true }),
    ]) {
      expect(attached.map(({ name }) => name)).toEqual(['hosts.csv']);
    }
  });
});
