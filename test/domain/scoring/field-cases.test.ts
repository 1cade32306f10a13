import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import { parseLines } from '../../../lambdas/domain/records/ndjson.ts';
import { Sample } from '../../../lambdas/domain/records/sample.ts';
import type { Verdict } from '../../../lambdas/domain/records/verdict.ts';
import type { HostAssessment } from '../../../lambdas/domain/scoring/judge-host.ts';
import { scoreHost } from '../../../lambdas/domain/scoring/score-host.ts';
import { repositoryRoot } from '../../files.ts';
import { deriveBins } from '../all-bins.ts';

/** Fourteen days of one host's samples, made after public reports: figures are made up, shapes are the reports'. */
function assessed(name: string, days = 14): HostAssessment {
  const file = join(repositoryRoot, 'test/fixtures/cases', `${name}.ndjson.gz`);
  const { records, issues } = parseLines(Sample, gunzipSync(readFileSync(file)).toString(), file);
  expect(issues).toEqual([]);
  return scoreHost(deriveBins(records).slice(0, 8 * days));
}

it.each<{ name: string; what: string; verdicts: Verdict[]; kinds: LeakKind[] }>([
  {
    name: 'control-founding-leak',
    what: 'streams that get stuck by the day',
    verdicts: ['leaking'],
    kinds: ['stuck-streams', 'dead-sockets'],
  },
  { name: 'control-healthy', what: 'nothing that grows', verdicts: ['healthy'], kinds: [] },
  {
    name: 'limit-is-maxconn',
    what: 'stuck streams that take all connections first',
    verdicts: ['leaking'],
    kinds: ['stuck-streams', 'dead-sockets'],
  },
  {
    name: 'live-socket-leak',
    what: 'connections that are never closed',
    verdicts: ['leaking'],
    kinds: ['live-sockets'],
  },
  {
    name: 'pool-leak',
    what: "HAProxy's pools that grow",
    verdicts: ['leaking', 'suspected'],
    kinds: ['memory'],
  },
])('a host with $what is $verdicts', ({ name, verdicts, kinds }) => {
  const { verdict, kinds: shown } = assessed(name);
  expect(verdicts).toContain(verdict);
  if (kinds.length === 0) expect(shown).toEqual([]);
  else expect(kinds).toContain(shown[0]?.kind);
});

it('a host that is reloaded every two hours is judged, by what outlives its workers', () => {
  const { verdict, daysObserved, evidence } = assessed('reload-every-2h');
  expect(['insufficient-data', 'not-observable']).not.toContain(verdict);
  expect(daysObserved).toBeGreaterThan(13);
  expect(evidence.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['memory-growth', 'all-dead-sockets', 'all-open-file-growth']),
  );
});

it.each(['pool-leak', 'live-socket-leak'])(
  'a host with the %s is suspected after five days already',
  (name) => {
    expect(assessed(name, 5).verdict).toBe('suspected');
  },
);
