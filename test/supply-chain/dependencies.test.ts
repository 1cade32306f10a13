import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { repositoryRoot } from '../files.ts';
import { bundleSizes, OWN } from './bundle-sizes.ts';

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  integrity?: string;
  hasInstallScript?: boolean;
  /** Part of another package's archive, and so of its hash. */
  inBundle?: boolean;
}

const page = readFileSync(join(repositoryRoot, 'docs/dependencies.md'), 'utf8');
const locked = new Map(
  Object.entries(lock.packages as Record<string, LockedPackage>)
    .filter(([path]) => path !== '')
    .map(([path, found]) => [path.replace(/^node_modules\//, ''), found]),
);
/** Cells of the page's rows below a heading, without the marks of code. */
const rows = (heading: string): string[][] =>
  (page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1),
    );

describe('docs/dependencies.md', () => {
  it('lists what is needed at run time, with version and licence', () => {
    const expected = Object.entries(manifest.dependencies).map(([name, version]) => [
      name,
      version,
      locked.get(name)?.license,
    ]);
    expect(rows('At run time').map((cells) => cells.slice(0, 3))).toEqual(expected);
    expect(rows('At run time').filter((cells) => !cells[4])).toEqual([]);
  });

  it('names the licences of all that comes along', () => {
    const licences = [...locked.values()].filter(({ dev }) => !dev).map(({ license }) => license ?? 'none');
    const named = /all of them together: ([^.]*(?:\.\d[^.]*)*)\./.exec(page)?.[1]?.split(', ');
    expect([...new Set(licences)].toSorted()).toEqual(named?.toSorted());
  });

  it('lists the packages that run a script when they are installed, and no other does', () => {
    const running = [...locked].filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name);
    expect(running).toEqual(Object.keys(manifest.allowScripts));
    expect(rows('Install scripts').map(([name]) => name)).toEqual(running);
  });
});

describe('the lock file', () => {
  it('has each package by its hash, and each direct one at one version', () => {
    const without = [...locked].filter(
      ([, found]) => !found.inBundle && !found.integrity?.startsWith('sha512-'),
    );
    expect(without.map(([name]) => name)).toEqual([]);
    const direct = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [name, version] of Object.entries(direct)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(locked.get(name)?.version, name).toBe(version);
    }
  });
});

describe('Updates', () => {
  const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

  it('are of one Node, the same for Lambda, npm and version managers', () => {
    const node = read('.node-version').trim();
    expect(manifest.devDependencies.node).toMatch(new RegExp(`^${node}\\.`));
    expect(manifest.devDependencies['@types/node']).toMatch(new RegExp(`^${node}\\.`));
    expect(read('infra/constructs/auditor-function.ts')).toContain(`Runtime.NODEJS_${node}_X`);
  });

  it('leave out what the page says stays, and nothing else', () => {
    const ignored = [...read('.github/dependabot.yml').matchAll(/dependency-name: '?([^'\n]+)'?/g)];
    const kept = rows('Updates').flatMap(([names = '', version = '']) =>
      names.split(', ').map((name) => [name, version] as const),
    );
    expect(kept.map(([name]) => name).sort()).toEqual(ignored.map(([, name]) => name).sort());
    const locked = manifest.devDependencies as Record<string, string>;
    for (const [name, version] of kept) expect(locked[name]?.startsWith(`${version}.`), name).toBe(true);
  });
});

describe('the bundles', () => {
  let bundles: Awaited<ReturnType<typeof bundleSizes>>;
  beforeAll(async () => {
    bundles = await bundleSizes();
  });

  it('carry nothing that is for development alone', () => {
    const carried = new Set([...bundles.values()].flatMap((sizes) => [...sizes.keys()]));
    const runtime = (name: string) =>
      [...locked].some(
        ([path, { dev }]) => !dev && (path === name || path.endsWith(`/node_modules/${name}`)),
      );
    expect([...carried].filter((name) => name !== OWN && !runtime(name))).toEqual([]);
  });

  it('carry no more of each package than the page says, to a tenth', () => {
    for (const [name = '', , , kibibytes] of rows('At run time')) {
      const maximum = Math.max(...[...bundles.values()].map((sizes) => sizes.get(name) ?? 0)) / 1024;
      const said = kibibytes === '-' ? 0 : Number(kibibytes);
      expect(Math.abs(maximum - said), `${name}: ${maximum.toFixed(1)} KiB`).toBeLessThanOrEqual(
        said / 10 + 1,
      );
    }
  });
});
