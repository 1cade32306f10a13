import { describe, expect, it } from 'vitest';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { labelsOf, reportHosts } from '../../lambdas/report/reported-hosts.ts';
import { assessed, leaking } from './assessed.ts';

describe('a reported host', () => {
  const host = leaking(1, 100, { reachable: false, daysObserved: 9.5 });

  it('has all that the assessment says of it, and where that has no levels those of its newest bin', () => {
    const place = { accountId: '111122223333', region: 'eu-west-1' };
    const bin = {
      ...place,
      binAt: '2026-11-23T00:00:00Z',
      memoryBytes: 1,
      pressureBytes: 2,
      stuckStreams: 3,
      deadSockets: 4,
    } as Bin;
    const [reported] = reportHosts([host], new Map([[hostKey(host), bin]]), () => 'a label');
    const { cohort: _, priorLogOdds: __, evidence: ___, ...kept } = host;
    expect(reported).toEqual({
      ...kept,
      ...place,
      accountName: null,
      kind: null,
      label: 'a label',
      limits: [],
      nearestLimit: { resource: 'tcp-memory', secondsToLimit: host.secondsToPressure },
      release: '2.8.11',
      proof: host.evidence[0]?.summary,
      adviceReasons: host.recommendation.reasons.filter(
        (reason) => !reason.includes(host.evidence[0]?.summary ?? ''),
      ),
      restartEverySeconds: null,
      standing: 'leaking',
      answeredAt: undefined,
      levelsAt: '2026-11-23T03:00:00Z',
      memoryBytes: 1,
      pressureBytes: 2,
      stuckStreams: 3,
      deadSockets: 4,
    });
  });

  it('holds what the assessment says, whatever its newest bin reads', () => {
    const bin = {
      accountId: '',
      region: '',
      binAt: '2026-11-23T00:00:00Z',
      memoryBytes: 693,
      deadSockets: 4142,
    } as Bin;
    const levels = {
      at: '2026-11-23T03:00:00Z',
      memoryBytes: 625,
      pressureBytes: 993,
      stuckStreams: 2311,
      deadSockets: 4085,
    };
    const { at, ...figures } = levels;
    const [reported] = reportHosts([{ ...host, levels }], new Map([[hostKey(host), bin]]), () => 'a label');
    expect(reported).toMatchObject({ ...figures, levelsAt: at });
  });

  it('has no readings where none is known, and no release of what is no version', () => {
    const of = [assessed(1, { version: null }), assessed(2, { version: 'made up' })];
    for (const reported of reportHosts(of, new Map(), () => '')) {
      expect(reported).toMatchObject({
        release: null,
        proof: null,
        memoryBytes: null,
        pressureBytes: null,
        stuckStreams: null,
        deadSockets: null,
      });
    }
  });

  it('leaks the kind that speaks loudest, where it leaks', () => {
    const kinds = (['dead-sockets', 'memory'] as const).map((kind) => ({
      kind,
      probability: 0.9,
      witness: kind,
    }));
    const kindOf = (of: typeof host) => reportHosts([of], new Map(), () => '')[0]?.kind;
    expect(kindOf({ ...host, kinds })).toBe('dead-sockets');
    expect(kindOf({ ...host, kinds, verdict: 'healthy' })).toBeNull();
  });

  it('is proven by the witness of its likeliest kind, or by the weightiest evidence', () => {
    const piece = (check: string, logOdds: number) => ({
      ...host.evidence[0],
      check,
      logOdds,
      summary: check,
    });
    const proofOf = (witness: string | null, ...evidence: ReturnType<typeof piece>[]) => {
      const kinds = witness === null ? undefined : [{ kind: 'stuck-streams', probability: 0.9, witness }];
      return reportHosts([{ ...host, evidence, kinds } as typeof host], new Map(), () => '')[0]?.proof;
    };
    const both = [piece('dead-sockets', 9), piece('stuck-streams', 3)];
    expect(proofOf('stuck-streams', ...both)).toBe('stuck-streams');
    expect(proofOf(null, ...both)).toBe('dead-sockets');
    expect(proofOf(null, piece('memory-growth', 0.1))).toBe('memory-growth');
    expect(proofOf(null, piece('memory-growth', 0))).toBeNull();
    expect(proofOf(null)).toBeNull();
  });
});

describe('the label of a host', () => {
  it('is its name, unless that is missing, blank or shared', () => {
    const hosts = [
      { hostId: 'i-1', name: 'lb-1' },
      { hostId: 'i-2', name: 'lb' },
      { hostId: 'i-3', name: 'lb' },
      { hostId: 'i-4', name: null },
      { hostId: 'i-5', name: '  ' },
    ];
    expect(hosts.map(labelsOf(hosts))).toEqual(['lb-1', 'i-2', 'i-3', 'i-4', 'i-5']);
  });

  it('is the name of a host that nobody counted', () => {
    expect(labelsOf([])({ hostId: 'i-1', name: 'lb-1' })).toBe('lb-1');
  });

  it('is cut after 64 characters', () => {
    expect(labelsOf([])({ hostId: 'i-1', name: 'x'.repeat(65) })).toBe(`${'x'.repeat(63)}…`);
  });
});
