import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { spokeTemplate } from '../../infra/templates.ts';
import { samplesKey } from '../../lambdas/domain/records/archive.ts';
import { repositoryRoot } from '../files.ts';
import { leastConfig } from '../infra/least-config.ts';
import { needs } from '../lab/needs.ts';
import { FLEET, textOf, writeArchive } from './archives.ts';
import { withoutProgress } from './without-progress.ts';

const folder = mkdtempSync(join(tmpdir(), 'package-'));
const installed = join(folder, 'node_modules/haproxy-fleet-auditor');
const archive = writeArchive({ 'samples.ndjson': textOf(FLEET) });
afterAll(() => {
  for (const made of [folder, archive]) rmSync(made, { recursive: true });
});

/**
 * Packs, and installs as npm does: the package beside the dependencies that it names and no others, its bins as links in
 * `.bin`.
 */
beforeAll(() => {
  const npm = (...words: string[]) => execFileSync('npm', words, { cwd: repositoryRoot, encoding: 'utf8' });
  execFileSync(process.execPath, ['cli/package/stage.ts'], { cwd: repositoryRoot, stdio: 'ignore' });
  const packed = npm('pack', './out/package', '--silent', '--pack-destination', folder);
  const tarball = packed.trim().split('\n').at(-1) ?? '';
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  for (const name of Object.keys(manifest().dependencies)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(folder, 'node_modules', name));
  }
  mkdirSync(join(folder, 'node_modules/.bin'));
  for (const [name, path] of Object.entries(manifest().bin))
    symlinkSync(join(installed, path), join(folder, 'node_modules/.bin', name));
});

const manifest = (): Record<'bin' | 'dependencies' | 'peerDependencies', Record<string, string>> =>
  JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));

/** Runs the package's bin in a folder that has nothing of the repository. */
function run(words: readonly string[], bin = 'haproxy-fleet-auditor') {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules/.bin', bin), ...words],
    { cwd: archive, encoding: 'utf8' },
  );
  return { stdout, stderr: withoutProgress(stderr), status };
}

/** Loaded into each thread of a process, says so on stderr. */
const NAMES_THREADS = `data:text/javascript,${encodeURIComponent(`import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (!isMainThread) writeSync(2, 'thread\\n');`)}`;

/** One that this process may run on. */
const firstCpu = (): string =>
  /Cpus_allowed_list:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';

const INVOKED = 'npx haproxy-fleet-auditor';

const required = needs('npm', 'tar', 'taskset');

describe.skipIf(required.missing)(required.title('the published package'), () => {
  it.each([
    { words: ['--help'], status: 0, says: [/Usage: auditor/, /explain/] },
    {
      words: ['audit', '--replay', '--json', '--exit-zero'],
      status: 0,
      says: [/"name":"rec-v2\.8\.0".*"stuck":300/],
    },
    { words: ['audit', '--replay', '--exit-zero'], status: 0, says: [`${INVOKED} advise 2.8.0-`] },
    {
      words: ['advise', '2.8.11'],
      status: 0,
      says: [/^2\.8\.11 leaks TCP memory/, `${INVOKED} advise 2.8.11`],
    },
    { words: ['knowledge', 'show'], status: 0, says: [/^built-in /m, `${INVOKED} knowledge push`] },
    {
      words: ['score', '.'],
      status: 1,
      says: [/^1 of 3 hosts leaks?,/, `${INVOKED} explain lb-leaking --from .`],
    },
    { words: ['report', '--from', '.', '--out', 'out'], status: 0, says: [/report\.html/] },
    { words: ['plan', '--from', '.'], status: 0, says: [/Wave 1/, `${INVOKED} plan --from .`] },
    { words: ['validate'], status: 2, says: [/cdk\.json: no such file; name the cdk\.json/] },
  ])('answers $status to $words', ({ words, status, says }) => {
    const answer = run(words);
    expect(answer).toMatchObject({ status, stderr: '' });
    for (const text of says) expect(answer.stdout).toMatch(text);
    expect(answer.stdout).not.toContain(repositoryRoot);
  });

  it('makes templates where the CDK is installed beside it, and says how where it is not', async () => {
    writeFileSync(join(archive, 'cdk.json'), JSON.stringify({ context: { auditor: leastConfig } }));
    const words = ['template', 'spoke'];
    const without = run(words);
    expect(without).toMatchObject({ status: 2, stdout: '' });
    expect(without.stderr).toMatch(
      /npx -p haproxy-fleet-auditor -p aws-cdk-lib@\d+\.\d+\.\d+ auditor template spoke\n/,
    );
    const links = Object.keys(manifest().peerDependencies).map((name) => join(folder, 'node_modules', name));
    for (const link of links) symlinkSync(join(repositoryRoot, 'node_modules', basename(link)), link);
    try {
      const { stdout, stderr, status } = run(words);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout === (await spokeTemplate(readConfig(leastConfig))), 'as a clone makes it').toBe(true);
      const whole = run(['template']);
      expect(whole).toMatchObject({ status: 0, stderr: '' });
      expect(whole.stdout.match(/module\._compile/g)).toHaveLength(3);
    } finally {
      for (const made of [...links, join(archive, 'cdk.json')]) rmSync(made);
    }
  });

  it('reads a large archive in threads, and answers as one thread does', () => {
    const several = Array.from({ length: 4 }, (_, copy) =>
      FLEET.map((sample) => ({ ...sample, hostId: `${sample.hostId}-${copy}` })),
    ).flat();
    const runs = Map.groupBy(several, samplesKey);
    const large = writeArchive(Object.fromEntries([...runs].map(([key, samples]) => [key, textOf(samples)])));
    try {
      const words = [join(installed, 'dist/auditor.cjs'), 'score', large, '--json'];
      const score = (program: string, before: readonly string[] = []) =>
        spawnSync(program, [...before, '--import', NAMES_THREADS, ...words], { encoding: 'utf8' });
      const all = score(process.execPath);
      const one = score('taskset', ['--cpu-list', firstCpu(), process.execPath]);
      const threads = availableParallelism();
      expect(withoutProgress(all.stderr)).toBe(threads > 1 ? 'thread\n'.repeat(threads) : '');
      expect(withoutProgress(one.stderr)).toBe('');
      expect(JSON.parse(all.stdout).hosts).toHaveLength(12);
      expect(all.stdout === one.stdout, 'the same assessment').toBe(true);
      expect([all.status, one.status]).toEqual([1, 1]);
    } finally {
      rmSync(large, { recursive: true });
    }
  });

  it('answers to the short name too', () => {
    expect(run(['advise', '2.8.11', '--json'], 'auditor')).toMatchObject({ status: 0, stderr: '' });
  });

  it('holds what runs and what is read about it, and no source, test or configuration', () => {
    expect(readdirSync(installed).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
    ]);
    expect(readdirSync(join(installed, 'dist')).filter((name) => !/\.c?js$|^probe\.sh$/.test(name))).toEqual(
      [],
    );
  });

  it('has a manifest of what runs, and of nothing that makes or tests it', () => {
    expect(manifest()).not.toHaveProperty('devDependencies');
    expect(manifest()).not.toHaveProperty('scripts');
    expect(manifest().bin).toEqual({
      auditor: 'dist/auditor.cjs',
      'haproxy-fleet-auditor': 'dist/auditor.cjs',
    });
  });

  it('names no path of the machine that packed it', () => {
    for (const file of readdirSync(join(installed, 'dist')))
      expect(readFileSync(join(installed, 'dist', file), 'utf8')).not.toContain(repositoryRoot);
  });
});
