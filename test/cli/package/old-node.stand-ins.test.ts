import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../cli/package/bundle.ts';
import { unlessMissing } from '../../lab/needs.ts';

/** One from before most of what the bundle is written in, and one that many distributions have. */
const VERSIONS = ['10.24.1', '20.20.2'];

const folder = mkdtempSync(join(tmpdir(), 'old-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A Node of npm's own package of it; `null` where it can't be had. */
function oldNode(version: string): string | null {
  const prefix = join(folder, version);
  const words = ['install', '--prefix', prefix, '--no-audit', '--no-fund', `node@${version}`];
  spawnSync('npm', words, { encoding: 'utf8', timeout: 200_000 });
  const path = join(prefix, 'node_modules/node/bin/node');
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}` ? path : null;
}

const nodes = VERSIONS.map((version) => ({ version, path: oldNode(version) }));
const required = unlessMissing(
  nodes.some(({ path }) => path === null) ? 'old Nodes could not be installed' : undefined,
);

describe.skipIf(required.missing)(required.title('the package on an old Node'), () => {
  it.each(nodes)('$version says what to do and answers 4', async ({ version, path }) => {
    const dist = join(folder, `dist-${version}`);
    await bundle(dist);
    const answer = spawnSync(path ?? '', [join(dist, 'auditor.cjs'), 'audit'], { encoding: 'utf8' });
    expect(answer).toMatchObject({ status: 4, stdout: '' });
    expect(answer.stderr).toMatch(
      new RegExp(`^error: this is Node ${version}, .*npx -p node@24 .* auditor audit\\n$`),
    );
    expect(readFileSync(join(dist, 'auditor.cjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
