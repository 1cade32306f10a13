import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { binsKey, printBins, printSamples, samplesKey } from '../../lambdas/domain/records/archive.ts';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { FLEET, LEAKING, writeArchive } from '../cli/archives.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { repositoryRoot } from '../files.ts';
import { needsPython, pythonEnvironment } from '../python/environment.ts';

const environment = pythonEnvironment(join(import.meta.dirname, 'requirements.txt'));
const needs = needsPython(environment);

const statementsOf = (sql: string): string[] =>
  sql
    .replaceAll(/^--.*\n/gm, '')
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const queriesOf = (dialect: string): string[] =>
  [...read('docs/archive.md').matchAll(new RegExp(`^\`\`\`sql ${dialect}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, sql = '']) => statementsOf(sql).join(';'),
  );

/** The objects of a folder of a bucket. */
const objects = <T>(records: readonly T[], keyOf: (record: T) => string, print: (records: T[]) => string) =>
  Object.fromEntries([...Map.groupBy(records, keyOf)].map(([key, ofKey]) => [key, gzipSync(print(ofKey))]));

/** A copy of a bucket, as the functions fill it. */
const bucket = writeArchive({
  ...objects(FLEET, samplesKey, printSamples),
  ...objects(deriveBins(FLEET), (bin) => binsKey({ ...bin, runAt: bin.binAt }), printBins),
});
/** What `auditor collect` writes, and beside it a run of an import. */
const collected = writeArchive({
  'samples/account=none/region=none/date=2026-10-06/lb-1.ndjson': printSamples(FLEET.slice(24, 48)),
  'samples/account=none/region=none/date=2026-10-07/0000.import-1a2b3c4d.ndjson.gz': gzipSync(
    printSamples(FLEET.slice(48, 49)),
  ),
});
afterAll(() => {
  for (const folder of [bucket, collected]) rmSync(folder, { recursive: true });
});

function python(script: string, statements: readonly string[], cwd = bucket): unknown[] {
  if ('missing' in environment) throw new Error(environment.missing);
  const { stdout, stderr, status } = spawnSync(environment.python, [join(import.meta.dirname, script)], {
    cwd,
    input: JSON.stringify(statements),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(needs.missing)(needs.title('queries of the archive'), () => {
  const tables = statementsOf(read('docs/queries/duckdb.sql'));
  const duckdb = (query: string) => python('run-duckdb.py', [...tables, query]);
  const newest = FLEET.reduce((last, { runAt }) => (runAt > last ? runAt : last), '');

  it('finds the host whose TCP memory grows, in DuckDB', () => {
    const [query = ''] = queriesOf('duckdb');
    const rows = duckdb(query) as { hostId: string; grown_mib: number }[];
    expect(rows.map(({ hostId }) => hostId)).toHaveLength(3);
    expect(rows[0]).toMatchObject({ hostId: LEAKING });
    expect(rows[0]?.grown_mib).toBeGreaterThan(50);
    expect(rows[1]?.grown_mib).toBeLessThan(50);
  });

  it('counts what the workers of the newest run hold, in DuckDB', () => {
    const [, query = ''] = queriesOf('duckdb');
    const workers = FLEET.filter(({ runAt }) => runAt === newest).flatMap((sample) =>
      sample.outcome === 'sampled' ? sample.processes : [],
    );
    const rows = duckdb(query) as { version: string; dead_sockets: number; stuck_streams: number }[];
    expect(rows.map(({ version }) => version).sort()).toEqual(
      [...new Set(workers.map(({ version }) => version ?? ''))].sort(),
    );
    for (const row of rows) {
      const ofVersion = workers.filter(({ version }) => version === row.version);
      const sum = (of: (worker: (typeof workers)[number]) => number | null) =>
        ofVersion.reduce((total, worker) => total + (of(worker) ?? 0), 0);
      expect(row.dead_sockets).toBe(sum(({ deadSockets }) => deadSockets));
      expect(row.stuck_streams).toBe(sum(({ streams }) => streams.stuck));
    }
  });

  it('counts the answers of each run, in DuckDB', () => {
    const [, , query = ''] = queriesOf('duckdb');
    const rows = duckdb(query) as { runAt: string; sampled: number; hosts: number }[];
    expect(rows).toHaveLength(20);
    expect(rows[0]).toEqual({
      runAt: newest.replace('T', ' ').replace('Z', ''),
      sampled: FLEET.filter(({ runAt, outcome }) => runAt === newest && outcome === 'sampled').length,
      hosts: FLEET.filter(({ runAt }) => runAt === newest).length,
    });
  });

  it('reads the samples of a folder that was collected or imported, in DuckDB', () => {
    const views = tables.filter((statement) => statement.includes('VIEW samples'));
    const query = 'SELECT count(*) AS samples, count(DISTINCT runAt) AS runs FROM samples';
    expect(python('run-duckdb.py', [...views, query], collected)).toEqual([{ samples: 25, runs: 25 }]);
  });

  it('reads every bin as it stands in the archive, in DuckDB', () => {
    const rows = duckdb('SELECT * FROM bins ORDER BY hostId, binAt') as Record<string, unknown>[];
    const expected = deriveBins(FLEET).toSorted((a, b) =>
      `${a.hostId} ${a.binAt}` < `${b.hostId} ${b.binAt}` ? -1 : 1,
    );
    expect(rows).toHaveLength(expected.length);
    for (const key of Object.keys(Bin.shape) as (keyof Bin)[]) {
      if (key === 'binAt') continue;
      expect(rows[0]?.[key], key).toEqual(expected[0]?.[key]);
      expect(rows.at(-1)?.[key], key).toEqual(expected.at(-1)?.[key]);
    }
  });

  it('has queries and tables that are statements of Athena', () => {
    const parsed = python('parse-athena.py', [
      ...statementsOf(read('docs/queries/athena.sql')),
      ...queriesOf('athena'),
    ]);
    expect(parsed).toMatchObject([
      { kind: 'Create', tables: ['samples'] },
      {
        kind: 'Create',
        tables: ['bins'],
        columns: expect.arrayContaining([...Object.keys(Bin.shape), 'date']),
      },
      { kind: 'Select', tables: ['bins'] },
      { kind: 'Select', tables: ['samples'] },
    ]);
  });

  it('is told of a statement that is none of Athena', () => {
    expect(() => python('parse-athena.py', ['SELECT FROM WHERE GROUP'])).toThrow('ParseError');
  });
});
