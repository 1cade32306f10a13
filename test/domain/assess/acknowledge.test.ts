import { describe, expect, it } from 'vitest';
import { acknowledge } from '../../../lambdas/domain/assess/acknowledge.ts';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import { changedFindings } from '../../../lambdas/domain/assess/finding.ts';
import type { Acknowledgement } from '../../../lambdas/domain/records/acknowledgement.ts';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import { HOUR } from '../../../lambdas/domain/records/time.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { anAssessedHost } from '../an-assessed-host.ts';
import { syntheticBins } from '../synthetic-bins.ts';

const AT = new Date('2026-10-15T00:00:00Z');
const entry = (target: string, until = '2026-10-15T06:00:00Z', reason = 'replaced in week 43') => ({
  target,
  reason,
  until,
});

const LEAKING = syntheticBins(1, { days: 14, stuckPerDay: 200 });
const HEALTHY = syntheticBins(2, { days: 14 });
const bins = [
  ...LEAKING.map((bin) => ({ ...bin, hostId: 'i-leaking', name: 'lb-1' })),
  ...HEALTHY.map((bin) => ({ ...bin, hostId: 'i-healthy', name: 'lb-2' })),
];

/** One assessment after another, three hours apart, with the acknowledgements of each. */
function assessments(...configured: readonly (readonly Acknowledgement[])[]): Assessment[] {
  let before: Assessment | null = null;
  return configured.map((acknowledgements, run) => {
    before = assessFleet(bins, {
      at: new Date(AT.getTime() + run * 3 * HOUR),
      knowledge,
      before,
      acknowledgements,
    });
    return before;
  });
}
const leaking = ({ hosts }: Assessment) => hosts.find(({ hostId }) => hostId === 'i-leaking');
const events = (runs: readonly Assessment[]) =>
  runs.map((now, run) =>
    changedFindings(runs[run - 1] ?? null, now).map(({ change, because }) => `${change}: ${because}`),
  );

describe('an acknowledgement', () => {
  it.each([
    { target: 'i-leaking', holds: true },
    { target: 'lb-1', holds: true },
    { target: 'cohort:edge/2.8.11', holds: true },
    { target: 'I-LEAKING', holds: false },
    { target: 'i-leak', holds: false },
    { target: 'lb-1 ', holds: false },
    { target: 'cohort:edge', holds: false },
    { target: 'edge/2.8.11', holds: false },
    { target: 'i-healthy', holds: false },
    { target: 'role:edge', holds: true },
    { target: 'role:api', holds: false },
    { target: 'role:ed*', holds: false },
    { target: 'lb-*', holds: true },
    { target: '*-1', holds: true },
    { target: 'i-l*k*g', holds: true },
    { target: 'lb-*2', holds: false },
    { target: 'LB-*', holds: false },
  ])('of $target holds for lb-1: $holds', ({ target, holds }) => {
    const [assessment] = assessments([entry(target)]);
    const accepted = holds ? { reason: 'replaced in week 43', until: '2026-10-15T06:00:00Z' } : null;
    expect(assessment && leaking(assessment)?.acknowledgement).toEqual(accepted);
  });

  it('marks findings alone: a healthy host has nothing to accept', () => {
    const [assessment] = assessments([entry('cohort:edge/2.8.11')]);
    expect(assessment?.acknowledgements).toEqual([
      { ...entry('cohort:edge/2.8.11'), state: 'in-force', hosts: 2 },
    ]);
    expect(assessment?.hosts.map(({ acknowledgement }) => acknowledgement !== null)).toEqual([true, false]);
  });

  it('takes the host out of the plan, closes its finding and changes nothing else: not the score, what is counted, nor what is advised', () => {
    const [[without], [accepted]] = [assessments([]), assessments([entry('i-leaking')])];
    const hosts = accepted?.hosts.map(({ acknowledgedKinds: _, ...host }) => ({
      ...host,
      acknowledgement: null,
      finding: null,
    }));
    const unaccepted = without && {
      ...without,
      hosts: without.hosts.map((host) => ({ ...host, finding: null })),
    };
    const planned = (assessment: typeof accepted) =>
      assessment?.plan.waves.flatMap((wave) => wave.hosts.map(({ hostId }) => hostId));
    expect(planned(without)).toContain('i-leaking');
    expect(planned(accepted)).not.toContain('i-leaking');
    expect({ ...accepted, hosts, acknowledgements: [], plan: without?.plan }).toEqual(unaccepted);
    expect(accepted && leaking(accepted)?.finding).toBeNull();
    expect(accepted?.fleet).toMatchObject({ leaking: 1, score: without?.hosts[0]?.score });
  });

  it.each([
    { target: 'i-gone', until: '2026-10-15T06:00:00Z', state: 'unknown', hosts: 0 },
    { target: 'lb-1', until: '2026-10-15T00:00:00.001Z', state: 'in-force', hosts: 1 },
    { target: 'lb-1', until: '2026-10-15T00:00:00Z', state: 'expired', hosts: 1 },
    { target: 'i-gone', until: '2026-10-14T00:00:00Z', state: 'expired', hosts: 0 },
  ])('of $target until $until is reported as $state', ({ target, until, ...told }) => {
    const [assessment] = assessments([entry(target, until)]);
    expect(assessment?.acknowledgements).toEqual([{ ...entry(target, until), ...told }]);
  });

  it('that ends last counts, where there are several', () => {
    const host = {
      hostId: 'i-1',
      name: null,
      role: 'edge',
      cohort: 'edge/2.8.11',
      verdict: 'leaking' as const,
    };
    const several = [
      entry('i-1', '2026-10-16T00:00:00Z', 'short'),
      entry('cohort:edge/2.8.11', '2026-10-17T00:00:00Z', 'long'),
      entry('i-1', '2026-10-14T00:00:00Z', 'over'),
    ];
    expect(acknowledge([host], several, AT).hosts[0]?.acknowledgement?.reason).toBe('long');
  });
});

const shown = (kind: LeakKind, probability = 0.99) => ({ kind, probability, witness: '' });

describe('an acknowledgement of kinds', () => {
  const host = (...kinds: ReturnType<typeof shown>[]) => [anAssessedHost('i-1', { kinds })];
  const of = (...kinds: LeakKind[]) => ({ ...entry('i-1'), kinds, id: kinds.join() });

  it.each([
    { shows: [shown('stuck-streams')], accepts: [of('stuck-streams')], holds: true },
    { shows: [shown('stuck-streams')], accepts: [of('dead-sockets')], holds: false },
    { shows: [shown('stuck-streams'), shown('dead-sockets')], accepts: [of('stuck-streams')], holds: false },
    {
      shows: [shown('stuck-streams'), shown('dead-sockets')],
      accepts: [of('stuck-streams'), of('dead-sockets')],
      holds: true,
    },
    {
      shows: [shown('stuck-streams'), shown('dead-sockets', 0.1)],
      accepts: [of('stuck-streams')],
      holds: true,
    },
    // What stuck streams take along is no leak of its own, whichever is the stronger.
    { shows: [shown('stuck-streams'), shown('tcp-memory')], accepts: [of('stuck-streams')], holds: true },
    { shows: [shown('tcp-memory'), shown('stuck-streams')], accepts: [of('stuck-streams')], holds: true },
    { shows: [shown('stuck-streams'), shown('tcp-memory')], accepts: [of('tcp-memory')], holds: false },
    { shows: [], accepts: [of('tcp-memory')], holds: true },
    { shows: [], accepts: [of('stuck-streams')], holds: false },
    { shows: [shown('memory'), shown('dead-sockets')], accepts: [entry('i-1')], holds: true },
  ])('$accepts holds for a host that shows $shows: $holds', ({ shows, accepts, holds }) => {
    const [marked] = acknowledge(host(...shows), accepts, AT).hosts;
    expect(marked?.acknowledgement !== null).toBe(holds);
  });

  it('ends with the first of those that cover what the host leaks, and names them all', () => {
    const accepts = [
      { ...of('stuck-streams'), until: '2026-10-17T00:00:00Z', reason: 'long' },
      { ...of('dead-sockets'), until: '2026-10-16T00:00:00Z', reason: 'short' },
      { ...of('memory'), until: '2026-10-15T09:00:00Z', reason: 'of what it does not leak' },
    ];
    const [marked] = acknowledge(host(shown('stuck-streams'), shown('dead-sockets')), accepts, AT).hosts;
    expect(marked?.acknowledgement).toEqual({
      reason: 'short',
      until: '2026-10-16T00:00:00Z',
      ids: ['stuck-streams', 'dead-sockets'],
    });
    expect(marked?.acknowledgedKinds).toEqual(['stuck-streams', 'dead-sockets', 'memory']);
  });

  it('leaves nothing of an earlier one behind on a host that keeps its last score', () => {
    const before = [anAssessedHost('i-1', { acknowledgedKinds: ['stuck-streams'] })];
    expect(acknowledge(before, [], AT).hosts[0]).not.toHaveProperty('acknowledgedKinds');
  });
});

describe('events of an accepted finding', () => {
  const until = (hour: string) => [entry('i-leaking', `2026-10-15T${hour}:00:00Z`)];

  it('are none while it holds, and the finding opens when it ends', () => {
    const held = until('06');
    expect(events(assessments(held, held, held, held))).toEqual([[], [], ['opened: leaking'], []]);
  });

  it('close what was open before it was accepted, and open it when it ends', () => {
    const held = until('06');
    expect(events(assessments([], held, held))).toEqual([
      ['opened: leaking'],
      ['closed: acknowledged'],
      ['opened: leaking'],
    ]);
  });

  it('are none for a host that leaves the fleet, or gets well, meanwhile', () => {
    const [accepted] = assessments(until('06'));
    const host = accepted && leaking(accepted);
    if (!host) throw new Error('no host');
    const well = { ...accepted, hosts: [{ ...host, verdict: 'healthy' as const, acknowledgement: null }] };
    expect(changedFindings(accepted, well)).toEqual([]);
    expect(changedFindings(accepted, { ...accepted, hosts: [] })).toEqual([]);
  });
});

describe('a host that can not be judged at present', () => {
  it('keeps its last score, and is accepted by what is configured now', () => {
    const silent = bins.map((bin) =>
      bin.hostId === 'i-leaking' && bin.binAt >= '2026-10-13' ? { ...bin, usable: false, sampled: 0 } : bin,
    );
    const at = new Date(AT.getTime() - 48 * HOUR);
    const before = assessFleet(bins, { at, knowledge, before: null, acknowledgements: [entry('i-leaking')] });
    const later = (acknowledgements: Acknowledgement[]) =>
      leaking(assessFleet(silent, { at: AT, knowledge, before, acknowledgements }));
    expect(later([])).toMatchObject({ reachable: false, acknowledgement: null });
    expect(later([entry('lb-1')])?.acknowledgement).not.toBeNull();
    expect(later([])?.score).toBe(leaking(before)?.score);
  });
});
