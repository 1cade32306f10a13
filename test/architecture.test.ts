import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, repositoryRoot } from './files.ts';

/**
 * The stages of the domain, in the order of the way from samples to advice: a stage imports those before it, never a
 * later one. What is stored, and how numbers become text, every stage may use.
 */
const STAGES = [
  'records',
  'audit',
  'bins',
  'scoring',
  'releases',
  'recommend',
  'upgrades',
  'rollout',
  'assess',
] as const;
const ALL_STAGES_USE = [
  'lambdas/domain/records/',
  'lambdas/domain/format.ts',
  'lambdas/domain/median.ts',
  'zod',
];

/** The first folder (or file) of this list that holds a module is its room; the room says what it may import. */
const ROOMS = [
  ...STAGES.map((stage, place) => ({
    room: `lambdas/domain/${stage}/`,
    may: [...ALL_STAGES_USE, ...STAGES.slice(0, place + 1).map((other) => `lambdas/domain/${other}/`)],
  })),
  { room: 'lambdas/domain/format.ts', may: ALL_STAGES_USE },
  { room: 'lambdas/domain/median.ts', may: [] },
  { room: 'lambdas/knowledge/', may: ['lambdas/knowledge/', 'lambdas/domain/', 'zod'] },
  { room: 'lambdas/probe/', may: ['lambdas/probe/', 'lambdas/domain/', 'zod', 'node:fs', 'node:crypto'] },
  // What runs in a reader's browser; the report has it as text.
  { room: 'lambdas/report/browser/', may: ['lambdas/report/browser/'] },
  {
    room: 'lambdas/report/',
    may: ['lambdas/report/', 'lambdas/domain/', 'zod', 'hono', 'd3-scale', 'd3-shape', 'd3-array'],
  },
  {
    room: 'lambdas/aws/',
    may: ['lambdas/aws/', 'lambdas/domain/', 'lambdas/probe/', 'lambdas/telemetry.ts', '@aws-sdk/', 'node:'],
  },
  { room: 'lambdas/telemetry.ts', may: [] },
  ...['audit-fleet', 'judge-places', 'score-fleet', 'send-report', 'watch-places'].map((verb) => ({
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
      // Loaded by `auditor template` alone, since it needs the CDK; and by what packs the functions for it.
      'infra/templates.ts',
      'infra/inline-function.ts',
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
      'lambdas/probe/previous-document.ts',
      // Where links to the console lead, in the template as in mails.
      'lambdas/aws/console-hosts.ts',
      // Keys of the archive, for a command that reads it; what a fleet is called in events; and the length of bins.
      'lambdas/domain/records/archive.ts',
      'lambdas/domain/records/fleet-name.ts',
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

/** What each module imports: paths from the repository's root, and names of packages. */
type Imports = ReadonlyMap<string, readonly string[]>;

const modules = ['lambdas', 'cli', 'infra'].flatMap((folder) =>
  filesUnder(folder).filter((path) => path.endsWith('.ts')),
);
const imports: Imports = new Map(modules.map((path) => [path, importsOf(path)]));

describe('architecture', () => {
  it.each(modules)('%s imports only what its room allows', (path) => {
    expect(forbiddenImports(path, imports.get(path) ?? [])).toEqual([]);
  });

  it('refuses an import of a later stage of the domain', () => {
    const target = 'lambdas/domain/upgrades/verify-host.ts';
    expect(forbiddenImports('lambdas/domain/scoring/score-host.ts', [target])).toEqual([target]);
    expect(forbiddenImports(target, ['lambdas/domain/scoring/score-host.ts'])).toEqual([]);
  });

  it('refuses a file of the domain that stands in no stage', () => {
    expect(() => forbiddenImports('lambdas/domain/drawer.ts', [])).toThrow('stands in no known room');
  });

  it('has no files that import each other in a circle', () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  it('finds a circle of files, also one that is closed by a type alone', () => {
    const planted: Imports = new Map([
      ['a.ts', ['b.ts', 'zod']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', ['a.ts']],
    ]);
    expect(circlesOf(planted)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
    expect(specifiersOf("import type { A } from './a.ts';")).toEqual(['./a.ts']);
  });

  it.each(modules.filter((path) => PURE.some((room) => path.startsWith(room))))(
    '%s touches no clock, chance, environment, file or console',
    (path) => {
      const source = readFileSync(join(repositoryRoot, path), 'utf8');
      expect(IMPURE.exec(source)?.[0]).toBeUndefined();
      expect((imports.get(path) ?? []).filter((target) => target.startsWith('node:'))).toEqual([]);
    },
  );

  it('has handlers imported by cli and test alone, and test by nobody', () => {
    const wrong = [...imports].flatMap(([path, targets]) =>
      targets
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
    expect(long).toEqual([]);
  });
});

/** The imports of a module that its room does not allow. */
function forbiddenImports(path: string, targets: readonly string[]): string[] {
  const room = ROOMS.find(({ room }) => path.startsWith(room));
  if (!room) throw new Error(`${path} stands in no known room`);
  return targets.filter((target) => !isAllowed(target, room.may));
}

function isAllowed(target: string, may: readonly string[]): boolean {
  const isPackage = !/^(lambdas|cli|infra|test)\//.test(target) && !target.startsWith('node:');
  return may.some((rule) => {
    if (rule === 'packages') return isPackage;
    if (rule.includes('*')) return new RegExp(`^${rule.replace('*', '[^/]+')}$`).test(target);
    return target === rule || (/[/:]$/.test(rule) ? target.startsWith(rule) : target.startsWith(`${rule}/`));
  });
}

function importsOf(path: string): string[] {
  return specifiersOf(readFileSync(join(repositoryRoot, path), 'utf8')).map((name) =>
    name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
  );
}

function specifiersOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(([, name]) => name ?? '');
}

/** Groups of modules that reach each other, by Tarjan's strongly connected components (1972); each sorted. */
function circlesOf(graph: Imports): string[][] {
  const [order, lowest] = [new Map<string, number>(), new Map<string, number>()];
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): void => {
    order.set(path, order.size);
    lowest.set(path, order.size - 1);
    open.push(path);
    for (const target of graph.get(path) ?? []) {
      if (!graph.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (open.includes(target)) {
        lowest.set(path, Math.min(lowest.get(path) ?? 0, lowest.get(target) ?? 0));
      }
    }
    if (lowest.get(path) !== order.get(path)) return;
    const component = open.splice(open.indexOf(path));
    if (component.length > 1) circles.push(component.sort());
  };
  for (const path of graph.keys()) if (!order.has(path)) visit(path);
  return circles;
}
