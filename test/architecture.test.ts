import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, repositoryRoot } from './files.ts';

/** The first folder (or file) of this list that holds a module is its room; the room says what it may import. */
const ROOMS = [
  { room: 'lambdas/domain/', may: ['lambdas/domain/', 'zod'] },
  { room: 'lambdas/knowledge/', may: ['lambdas/knowledge/', 'lambdas/domain/', 'zod'] },
  { room: 'lambdas/probe/', may: ['lambdas/probe/', 'lambdas/domain/', 'zod', 'node:fs', 'node:crypto'] },
  {
    room: 'lambdas/report/',
    may: ['lambdas/report/', 'lambdas/domain/', 'zod', 'hono', 'd3-scale', 'd3-shape', 'd3-array'],
  },
  {
    room: 'lambdas/aws/',
    may: ['lambdas/aws/', 'lambdas/domain/', 'lambdas/probe/', 'lambdas/telemetry.ts', '@aws-sdk/', 'node:'],
  },
  { room: 'lambdas/telemetry.ts', may: [] },
  ...['audit-fleet', 'score-fleet', 'send-report'].map((verb) => ({
    room: `lambdas/${verb}/`,
    may: [
      `lambdas/${verb}/`,
      'lambdas/domain/',
      'lambdas/knowledge/',
      'lambdas/report/',
      'lambdas/aws/',
      'lambdas/probe/',
      'lambdas/telemetry.ts',
      '@aws-sdk/',
      'zod',
      'node:',
    ],
  })),
  // Checked by the command line too, which knows nothing of CDK.
  {
    room: 'infra/config',
    may: ['infra/config.ts', 'infra/config/', 'lambdas/domain/records/', 'zod'],
  },
  {
    room: 'cli/',
    may: [
      'cli/',
      'lambdas/',
      'infra/local/',
      'infra/config.ts',
      'infra/config/',
      '@aws-sdk/',
      'packages',
      'node:',
    ],
  },
  {
    room: 'infra/local/',
    may: ['infra/local/', 'lambdas/domain/', 'lambdas/probe/', 'lambdas/telemetry.ts', 'packages', 'node:'],
  },
  {
    room: 'infra/',
    may: [
      'infra/',
      'lambdas/*/env.ts',
      'lambdas/telemetry.ts',
      'lambdas/probe/probe-document.ts',
      // Keys of the archive, for a command that reads it; and the length of bins.
      'lambdas/domain/records/archive.ts',
      'lambdas/domain/records/time.ts',
      'packages',
      'node:',
    ],
  },
] as const;

/** Clock, chance, environment, console and files are arguments of what lives here. */
const PURE = ['lambdas/domain/', 'lambdas/knowledge/', 'lambdas/report/'];
const IMPURE = /\b(Date\.now\(|new Date\(\)|Math\.random\(|process\.|console\.|performance\.now\()/;

const BANNED_NAMES = /(^|[-/])(utils?|helpers?|common|manager|info|service)([-./]|$)/;

const modules = ['lambdas', 'cli', 'infra'].flatMap((folder) =>
  filesUnder(folder).filter((path) => path.endsWith('.ts')),
);

function importsOf(path: string): string[] {
  const source = readFileSync(join(repositoryRoot, path), 'utf8');
  const specifiers = [...source.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(
    ([, name]) => name ?? '',
  );
  return specifiers.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name));
}

function allowed(target: string, may: readonly string[]): boolean {
  const isPackage = !/^(lambdas|cli|infra|test)\//.test(target) && !target.startsWith('node:');
  return may.some((rule) => {
    if (rule === 'packages') return isPackage;
    if (rule.includes('*')) return new RegExp(`^${rule.replace('*', '[^/]+')}$`).test(target);
    return target === rule || (/[/:]$/.test(rule) ? target.startsWith(rule) : target.startsWith(`${rule}/`));
  });
}

describe('architecture', () => {
  it.each(modules)('%s imports only what its room allows', (path) => {
    const room = ROOMS.find(({ room }) => path.startsWith(room));
    expect(room, `${path} stands in no known room`).toBeDefined();
    expect(importsOf(path).filter((target) => !allowed(target, room?.may ?? []))).toEqual([]);
  });

  it.each(modules.filter((path) => PURE.some((room) => path.startsWith(room))))(
    '%s touches no clock, chance, environment, file or console',
    (path) => {
      const source = readFileSync(join(repositoryRoot, path), 'utf8');
      expect(IMPURE.exec(source)?.[0]).toBeUndefined();
      expect(importsOf(path).filter((target) => target.startsWith('node:'))).toEqual([]);
    },
  );

  it('has handlers imported by cli and test alone, and test by nobody', () => {
    const wrong = modules.flatMap((path) =>
      importsOf(path)
        .filter(
          (target) =>
            target.startsWith('test/') || (/\/handler\.ts$/.test(target) && !path.startsWith('cli/')),
        )
        .map((target) => `${path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no file or folder with a name that says nothing', () => {
    const named = ['lambdas', 'cli', 'infra', 'test', 'docs'].flatMap((folder) => filesUnder(folder));
    expect(named.filter((path) => !path.includes('fixtures/') && BANNED_NAMES.test(path))).toEqual([]);
  });

  it('keeps every TypeScript module under 200 lines', () => {
    const long = modules.filter(
      (path) => readFileSync(join(repositoryRoot, path), 'utf8').split('\n').length > 201,
    );
    expect(long.map((path) => relative(repositoryRoot, join(repositoryRoot, path)))).toEqual([]);
  });
});
