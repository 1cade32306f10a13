import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import { ACTIONS, URGENCIES } from '../../../lambdas/domain/records/recommendation.ts';
import { RolloutPlan } from '../../../lambdas/domain/records/rollout-plan.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { VERDICTS } from '../../../lambdas/domain/records/verdict.ts';
import type { ReleaseVerification } from '../../../lambdas/domain/records/verification.ts';
import { planRollout } from '../../../lambdas/domain/rollout/plan-rollout.ts';
import { anAssessedHost, MIB } from '../an-assessed-host.ts';

const zone = (letter: string | null) => letter && `eu-west-1${letter}`;
const plan = (
  hosts: readonly AssessedHost[],
  loads: Readonly<Record<string, number>> = {},
  verifications: ReleaseVerification[] = [],
) => planRollout(hosts, { loads: new Map(Object.entries(loads)), verifications });
const idsOf = ({ waves }: RolloutPlan) => waves.map(({ hosts }) => hosts.map(({ hostId }) => hostId));

const fleets = fc
  .array(
    fc.record({
      role: fc.constantFrom('edge', 'api', 'internal', 'toString', null),
      letter: fc.constantFrom('a', 'a', 'a', 'b', 'c', 'd', 'e', null),
      action: fc.constantFrom(...ACTIONS, 'upgrade', 'upgrade', 'restart'),
      to: fc.constantFrom('2.8.30', '3.2.26'),
      urgency: fc.constantFrom(...URGENCIES),
      verdict: fc.constantFrom(...VERDICTS),
      days: fc.option(fc.constantFrom(0, 30, 300)),
      growth: fc.option(fc.integer({ min: -5, max: 90 })),
      score: fc.constantFrom(0, 50),
      reachable: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
      load: fc.option(fc.integer({ min: 0, max: 3000 })),
    }),
    { maxLength: 60 },
  )
  .map((made) => {
    const hosts = made.map(({ role, letter, action, to, urgency, days, growth, load: _, ...rest }, place) =>
      anAssessedHost(`i-${place}`, {
        ...rest,
        role,
        availabilityZone: zone(letter),
        secondsToPressure: days === null ? null : { estimate: days * DAY_SECONDS, low: 0, high: null },
        memoryGrowthBytesPerDay:
          growth === null ? null : { estimate: growth * MIB, low: growth * MIB, high: growth * MIB },
        recommendation: { action, to: action === 'upgrade' ? to : null, urgency },
      }),
    );
    const loads = made.flatMap(({ load }, place) => (load === null ? [] : [[`i-${place}`, load] as const]));
    return { hosts, context: { loads: new Map(loads), verifications: [] } };
  });

describe('a plan, whatever the fleet', () => {
  it('never puts a whole zone or role in one wave, unless it is a single host, which then goes alone', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        for (const { hosts: wave } of planRollout(hosts, context).waves) {
          for (const place of ['availabilityZone', 'role'] as const) {
            for (const name of new Set(wave.map((host) => host[place]))) {
              if (name === null) continue;
              const answering = hosts.filter((host) => host[place] === name && host.reachable).length;
              const taken = wave.filter((host) => host[place] === name).length;
              if (answering === 1) expect(wave).toHaveLength(1);
              else expect(taken).toBeLessThanOrEqual(Math.max(1, answering / 3));
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has every host that calls for a change once, in a wave or with the reason why not, and no other', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        const made = RolloutPlan.parse(planRollout(hosts, context));
        const listed = [...idsOf(made).flat(), ...made.unplanned.map(({ hostId }) => hostId)];
        const called = hosts.filter(({ recommendation: { action } }) =>
          ['upgrade', 'restart'].includes(action),
        );
        expect(listed.sort()).toEqual(called.map(({ hostId }) => hostId).sort());
        expect(made.unplanned).toHaveLength(called.filter(({ reachable }) => !reachable).length);
        expect(made.waves.map(({ wave }) => wave)).toEqual(made.waves.map((_, index) => index + 1));
      }),
    );
  });

  it('is the same for hosts in any order', () => {
    const shuffled = fleets.chain((fleet) =>
      fc
        .shuffledSubarray(fleet.hosts, { minLength: fleet.hosts.length })
        .map((order) => ({ ...fleet, order })),
    );
    fc.assert(
      fc.property(shuffled, ({ hosts, order, context }) => {
        expect(planRollout(order, context)).toEqual(planRollout(hosts, context));
      }),
    );
  });

  it('begins with one canary of each role and change, and each before the others of its group', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        const { waves } = planRollout(hosts, context);
        const group = (host: { role: string | null; action: string; to: string | null }) =>
          JSON.stringify([host.role, host.action, host.to]);
        const canaries = waves.filter(({ kind }) => kind === 'canary');
        expect(waves.slice(0, canaries.length)).toEqual(canaries);
        const tried = canaries.flatMap((wave) => wave.hosts.map(group));
        expect(new Set(tried).size).toBe(tried.length);
        const sizes = Map.groupBy(
          waves.flatMap((wave) => wave.hosts),
          group,
        );
        for (const [name, members] of sizes) expect(tried.includes(name)).toBe(members.length > 1);
      }),
    );
  });
});

const role = (name: string, count: number, changes: Parameters<typeof anAssessedHost>[1] = {}) =>
  Array.from({ length: count }, (_, place) =>
    anAssessedHost(`${name}-${`${place}`.padStart(4, '0')}`, {
      role: name,
      availabilityZone: zone('abc'[place % 3] ?? 'a'),
      ...changes,
    }),
  );

describe('a plan', () => {
  it('has for canary a host that leaks much and carries little', () => {
    const growth = (mib: number) => ({ estimate: mib * MIB, low: 0, high: 99 * MIB });
    const hosts = [
      anAssessedHost('busy', { memoryGrowthBytesPerDay: growth(90) }),
      anAssessedHost('idle-drip', { memoryGrowthBytesPerDay: growth(2), availabilityZone: zone('b') }),
      anAssessedHost('idle-leak', { memoryGrowthBytesPerDay: growth(50), availabilityZone: zone('b') }),
      anAssessedHost('unknown-load', { memoryGrowthBytesPerDay: growth(80), availabilityZone: zone('a') }),
      anAssessedHost('healthy', { verdict: 'healthy', memoryGrowthBytesPerDay: growth(95) }),
      anAssessedHost('residue', { verdict: 'reload-residue', memoryGrowthBytesPerDay: growth(95) }),
    ];
    const loads = { busy: 900, 'idle-drip': 10, 'idle-leak': 20, healthy: 1, residue: 1 };
    const [canary] = plan(hosts, loads).waves;
    expect(canary?.hosts[0]).toMatchObject({
      hostId: 'idle-leak',
      reason: 'canary of its role: leaks 50 MiB a day, carries 20 connections a second',
    });
    expect(canary?.stopRule).toMatch(/grows by more than 25 MiB a day \(50 MiB before\) after \d days/);
  });

  it('grows, up to a third of a role, and takes the most pressing first', () => {
    const hosts = role('edge', 300).map((host, place) => ({
      ...host,
      secondsToPressure: { estimate: (300 - place) * DAY_SECONDS, low: 0, high: null },
    }));
    const made = plan(hosts);
    expect(made.waves.map(({ hosts: wave }) => wave.length)).toEqual([1, 30, 90, 99, 80]);
    const rest = made.waves.slice(1).flatMap((wave) => wave.hosts.map(({ hostId }) => hostId));
    expect(rest).toEqual(rest.toSorted().reverse());
  });

  it('takes urgency before the time to pressure', () => {
    const soon = anAssessedHost('a', { secondsToPressure: { estimate: DAY_SECONDS, low: 0, high: null } });
    const urgent = anAssessedHost('b', { recommendation: { urgency: 'now' }, availabilityZone: zone('b') });
    const third = anAssessedHost('c', {
      memoryGrowthBytesPerDay: { estimate: 90 * MIB, low: 0, high: 99 * MIB },
      availabilityZone: zone('c'),
    });
    const hosts = [soon, urgent, third, ...role('edge', 9, { recommendation: { action: 'nothing' } })];
    expect(idsOf(plan(hosts, { a: 9, b: 9, c: 0 }))).toEqual([['c'], ['b'], ['a']]);
  });

  it('counts the hosts that call for nothing, and not those that do not answer', () => {
    const idle = role('edge', 9, { recommendation: { action: 'nothing' } });
    expect(
      idsOf(plan([...role('edge', 3).map((h) => ({ ...h, hostId: `x${h.hostId}` })), ...idle])),
    ).toHaveLength(3);
    const silent = idle.map((host) => ({ ...host, reachable: false }));
    expect(
      idsOf(plan([...role('api', 1), anAssessedHost('e', { availabilityZone: zone('a') }), ...silent])),
    ).toEqual([['api-0000'], ['e']]);
  });

  it('sends each of a pair in two zones alone, the less loaded one first', () => {
    const pair = [anAssessedHost('a'), anAssessedHost('b', { availabilityZone: zone('b') })];
    expect(idsOf(plan(pair, { a: 2, b: 1 }))).toEqual([['b'], ['a']]);
    expect(plan(pair).waves[1]?.hosts[0]?.reason).toMatch(
      /^alone, as nothing else of its zone or role answers/,
    );
  });

  it('lets no canary join one that must go alone', () => {
    const pressing = { recommendation: { urgency: 'now' } } as const;
    const pair = ['b', 'c'].map((letter) =>
      anAssessedHost(letter, { role: 'pair', availabilityZone: zone(letter), ...pressing }),
    );
    const others = role('edge', 9, { availabilityZone: zone('a') });
    const canaries = plan([...pair, ...others]).waves.filter(({ kind }) => kind === 'canary');
    expect(canaries.map(({ hosts }) => hosts.length)).toEqual([1, 1]);
  });

  it('sends what must go alone after the canaries if it presses, and last if not', () => {
    const hosts = [
      ...role('edge', 30),
      ...role('one', 1),
      ...role('two', 1, { recommendation: { urgency: 'now' } }),
    ];
    const waves = idsOf(plan(hosts));
    expect(waves[1]).toEqual(['two-0000']);
    expect(waves.at(-1)).toEqual(['one-0000']);
  });

  it.each([
    { evidence: [], days: 7 },
    { evidence: ['stuck-streams'], days: 3 },
    { evidence: ['dead-sockets'], days: 3 },
    { evidence: ['unlisted-sockets'], days: 3 },
    { evidence: ['untimed-streams'], days: 7 },
    { evidence: ['memory-growth'], days: 7 },
  ])('watches a canary that leaks by $evidence for $days days', ({ evidence, days }) => {
    const told = evidence.map((check) => ({
      check,
      logOdds: 4,
      summary: '',
      growthPerDay: { estimate: 9, low: 8, high: 10 },
      window: { from: '', to: '' },
    }));
    expect(plan(role('edge', 6, { evidence: told })).waves[0]?.watchDays).toBe(days);
  });

  it('waits for no verification of a restart on the same release', () => {
    const [upgrade] = plan(role('edge', 6)).waves;
    const [restart] = plan(role('edge', 6, { recommendation: { action: 'restart', to: null } })).waves;
    expect(upgrade?.stopRule).toMatch(
      /verified as not-fixed, .* Go on only once the verification says fixed\.$/,
    );
    expect(restart?.stopRule).not.toMatch(/verif/);
  });

  const past = (verdict: ReleaseVerification['verdict']): ReleaseVerification => ({
    role: 'edge',
    from: '2.8.11',
    to: '2.8.30',
    firstAt: '2026-11-10T00:00:00Z',
    lastAt: '2026-11-10T00:00:00Z',
    hosts: 1,
    others: 0,
    before: null,
    after: null,
    effect: null,
    verdict,
    daysToGo: verdict === 'too-early' ? 4 : null,
    summary: '',
  });

  it.each([
    { verdict: 'fixed', first: 'wave', unplanned: 0, says: /^Stop if/ },
    {
      verdict: 'too-early',
      first: 'wave',
      unplanned: 0,
      says: /^Wait until 2\.8\.30 in role edge is verified, about 4 days\. Stop/,
    },
    { verdict: 'no-leak-before', first: 'canary', unplanned: 0, says: /^Stop if/ },
    { verdict: 'not-fixed', first: undefined, unplanned: 12, says: /^$/ },
    { verdict: 'introduced', first: undefined, unplanned: 12, says: /^$/ },
  ] as const)(
    'after an upgrade in the role that was $verdict begins with: $first',
    ({ verdict, first, unplanned, says }) => {
      const made = plan(role('edge', 12), {}, [past(verdict)]);
      expect(made.waves[0]?.kind).toBe(first);
      expect(made.unplanned).toHaveLength(unplanned);
      expect(made.waves[0]?.stopRule ?? '').toMatch(says);
      expect(plan(role('api', 12), {}, [past(verdict)]).waves[0]?.kind).toBe('canary');
    },
  );

  it('leaves out a host whose finding is accepted, and says why', () => {
    const [first, ...others] = role('edge', 4);
    if (first === undefined) throw new Error('a role without hosts');
    const acknowledgement = { reason: 'replaced in December', until: '2026-12-20T00:00:00Z' };
    const made = plan([{ ...first, acknowledgement }, ...others]);
    expect(idsOf(made).flat()).not.toContain(first.hostId);
    expect(made.unplanned).toMatchObject([
      { hostId: first.hostId, reason: 'its finding is accepted until 2026-12-20: replaced in December' },
    ]);
  });

  it('is made for 5,000 hosts and leaves none of them out', () => {
    const roles = Array.from({ length: 50 }, (_, place) => role(`role-${place}`, 100)).flat();
    expect(idsOf(plan(roles)).flat()).toHaveLength(5000);
  });
});
