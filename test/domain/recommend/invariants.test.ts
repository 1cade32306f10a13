import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recommender } from '../../../lambdas/domain/recommend/recommend.ts';
import { Recommendation, URGENCIES } from '../../../lambdas/domain/records/recommendation.ts';
import { VERDICTS } from '../../../lambdas/domain/records/verdict.ts';
import { branchOf, compareUpstream, parseVersion } from '../../../lambdas/domain/records/version.ts';
import { findVersion } from '../../../lambdas/domain/releases/knowledge.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { DAY_SECONDS, situation } from './made-facts.ts';

const AT = new Date('2026-11-22T17:20:00Z');
const recommend = recommender(knowledge, AT);

const releases = knowledge.branches.flatMap((branch) => branch.releases.map(({ version }) => version));
const anyVersion = fc.oneof(
  fc.constantFrom(...releases),
  fc.constantFrom('3.0-dev12', '2.8.99', '2.2.30', '3.9.1', '2.8.11-1ubuntu2', '2.8.0-fdd8154ed', 'x', null),
);
const anyHost = fc
  .record({
    verdict: fc.constantFrom(...VERDICTS),
    leakProbability: fc.double({ min: 0, max: 1, noNaN: true }),
    left: fc.option(
      fc.tuple(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
      ),
    ),
    version: anyVersion,
    packaged: fc.option(fc.constantFrom(...releases)),
    notes: fc.subarray(['package-newer', 'config-changed']),
    config: fc.option(
      fc.record({
        clientTimeoutSeconds: fc.option(fc.integer({ min: 0, max: 100_000 })),
        serverTimeoutSeconds: fc.option(fc.integer({ min: 0, max: 100_000 })),
        tunnelTimeoutSeconds: fc.option(fc.integer({ min: 0, max: 100_000 })),
        untimedProxies: fc.option(fc.integer({ min: 0, max: 3 })),
        clientTcpUserTimeoutSeconds: fc.option(fc.constant(30)),
        serverTcpUserTimeoutSeconds: fc.option(fc.constant(30)),
        hardStopAfterSeconds: fc.option(fc.constant(1800)),
      }),
    ),
    stoppingWorkers: fc.integer({ min: 0, max: 3 }),
    shareOfPressure: fc.option(fc.double({ min: 0, max: 1.5, noNaN: true })),
  })
  .map(({ left, packaged, ...known }) =>
    situation({
      ...known,
      package: packaged && `haproxy ${packaged}-1`,
      secondsToPressure: left && {
        estimate: left[0],
        low: left[0] * left[1],
        high: left[2] ? null : left[0] * 2,
      },
    }),
  );
const rank = (urgency: Recommendation['urgency']) => URGENCIES.indexOf(urgency);

describe('any recommendation', () => {
  const holds = (property: (host: ReturnType<typeof situation>, told: Recommendation) => void) =>
    fc.assert(
      fc.property(anyHost, (host) => property(host, recommend(host))),
      { numRuns: 500 },
    );

  it('never sends a host to an older release of its branch, and an upgrade always to a newer one', () =>
    holds(({ version }, { action, to, floor }) => {
      const [running, target] = [parseVersion(version ?? ''), parseVersion(to ?? '')];
      if (action === 'upgrade') expect(target).not.toBeNull();
      if (running === null || target === null) return;
      expect(compareUpstream(target, running)).toBeGreaterThanOrEqual(action === 'upgrade' ? 1 : 0);
      const minimum = parseVersion(floor ?? '');
      if (minimum === null) return;
      expect(branchOf(minimum)).toBe(branchOf(running));
      expect(compareUpstream(minimum, running)).toBeGreaterThan(0);
      expect(compareUpstream(minimum, target)).toBeLessThanOrEqual(0);
    }));

  it('sends only to releases that are known, or to what is installed', () =>
    holds((_, { action, to }) => {
      if (action === 'upgrade') expect(findVersion(to ?? '', knowledge)).toHaveProperty('version');
    }));

  it('has a restart before the low end of the time to pressure, and none for what is likelier no leak', () =>
    holds(({ verdict, leakProbability, secondsToPressure }, { restartBy }) => {
      if (restartBy === null) return;
      expect(['leaking', 'suspected']).toContain(verdict);
      expect(leakProbability).toBeGreaterThanOrEqual(0.5);
      const low = AT.getTime() + 1000 * (secondsToPressure?.low ?? Number.NaN);
      expect(Date.parse(restartBy)).toBeLessThanOrEqual(low);
      expect(Date.parse(restartBy)).toBeGreaterThanOrEqual(AT.getTime());
    }));

  it('has a restart for each leaking host whose pressure comes within a month', () =>
    holds(({ verdict, leakProbability, secondsToPressure }, { restartBy }) => {
      if (verdict !== 'leaking' || leakProbability < 0.5) return;
      if ((secondsToPressure?.low ?? Infinity) < 30 * DAY_SECONDS) expect(restartBy).not.toBeNull();
    }));

  it('of a leaking host is an upgrade or a restart, at some time', () =>
    holds(({ verdict }, { action, urgency }) => {
      if (verdict !== 'leaking') return;
      expect(['upgrade', 'restart']).toContain(action);
      expect(urgency).not.toBe('none');
    }));

  it('is to do nothing only for a healthy host, and never urgent then', () =>
    holds(({ verdict }, { action, urgency, mitigations }) => {
      if (action === 'nothing') expect([verdict, urgency]).toEqual(['healthy', 'none']);
      if (action === 'change-directive') expect(mitigations).not.toEqual([]);
    }));

  it('says why, whatever is known', () =>
    holds((_, told) => {
      expect(told.reasons.length).toBeGreaterThan(0);
      expect(Recommendation.parse(told)).toEqual(told);
    }));

  it('gets no less urgent with a likelier leak, nor with less time', () =>
    fc.assert(
      fc.property(
        anyHost,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (host, more, share) => {
          const finding = { ...host, verdict: 'leaking' as const };
          const left = host.secondsToPressure;
          const sooner = {
            ...finding,
            leakProbability: finding.leakProbability + more * (1 - finding.leakProbability),
            secondsToPressure: left && { ...left, estimate: left.estimate * share, low: left.low * share },
          };
          const of = (one: typeof finding) => rank(recommend(one).urgency);
          expect(of(sooner)).toBeLessThanOrEqual(of(finding));
        },
      ),
      { numRuns: 500 },
    ));
});
