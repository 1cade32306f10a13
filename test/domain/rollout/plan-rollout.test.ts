import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import { hostKey } from '../../../lambdas/domain/records/host-key.ts';
import { ACTIONS, URGENCIES } from '../../../lambdas/domain/records/recommendation.ts';
import { ROLLOUT_STAGES, RolloutPlan } from '../../../lambdas/domain/records/rollout-plan.ts';
import { DAY_SECONDS } from '../../../lambdas/domain/records/time.ts';
import { isLeaky, VERDICTS } from '../../../lambdas/domain/records/verdict.ts';
import type { ReleaseVerification } from '../../../lambdas/domain/records/verification.ts';
import { planRollout, type RolloutContext } from '../../../lambdas/domain/rollout/plan-rollout.ts';
import { anAssessedHost, MIB } from '../an-assessed-host.ts';

const zone = (letter: string | null) => letter && `eu-west-1${letter}`;
const plan = (
  hosts: readonly AssessedHost[],
  loads: Readonly<Record<string, number>> = {},
  verifications: ReleaseVerification[] = [],
  rest: Partial<RolloutContext> = {},
) =>
  planRollout(hosts, {
    loads: new Map(Object.entries(loads).map(([hostId, load]) => [hostKey({ hostId }), load])),
    verifications,
    ...rest,
  });
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
    const loads = made.flatMap(({ load }, place) =>
      load === null ? [] : [[hostKey({ hostId: `i-${place}` }), load] as const],
    );
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

  it('changes all hosts that leak or may before any that does not', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        const { waves } = planRollout(hosts, context);
        const isLeaking = new Map(hosts.map((host) => [host.hostId, isLeaky(host)]));
        for (const { stage, hosts: wave } of waves)
          for (const { hostId } of wave) expect(isLeaking.get(hostId)).toBe(stage === 'leaking');
        const stages = waves.map(({ stage }) => stage);
        expect(stages).toEqual(stages.toSorted());
      }),
    );
  });

  it('has a canary of each role and change that was tried on none, before the others of its group', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        const { waves } = planRollout(hosts, context);
        const group = (host: { role: string | null; action: string; to: string | null }) =>
          JSON.stringify([host.role, host.action, host.to]);
        for (const stage of ROLLOUT_STAGES) {
          const ofStage = waves.filter((wave) => wave.stage === stage);
          const canaries = ofStage.filter(({ kind }) => kind === 'canary');
          expect(ofStage.slice(0, canaries.length)).toEqual(canaries);
        }
        const canaries = waves.filter(({ kind }) => kind === 'canary').flatMap((wave) => wave.hosts);
        const tried = canaries.map(group);
        expect(new Set(tried).size).toBe(tried.length);
        const changed = waves.flatMap((wave) => wave.hosts);
        for (const [name, members] of Map.groupBy(changed, group)) {
          expect(tried.includes(name)).toBe(members.length > 1);
          if (members.length > 1) expect(canaries).toContain(members[0]);
        }
      }),
    );
  });

  it('has no wave of more hosts than it may', () => {
    fc.assert(
      fc.property(fleets, fc.integer({ min: 1, max: 9 }), ({ hosts, context }, maximumWaveHosts) => {
        const { waves } = planRollout(hosts, { ...context, maximumWaveHosts });
        expect(Math.max(0, ...waves.map((wave) => wave.hosts.length))).toBeLessThanOrEqual(maximumWaveHosts);
      }),
    );
  });

  it('stops at the first host that fails', () => {
    fc.assert(
      fc.property(fleets, ({ hosts, context }) => {
        for (const { stage, stop, watchDays } of planRollout(hosts, context).waves) {
          expect(stop).toMatchObject({ silentHosts: 1, missedAudits: 2, days: watchDays });
          expect(stop?.newlyLeakingHosts).toBe(stage === 'others' ? 1 : null);
        }
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
    const growth = (mib: number) => ({ estimate: mib * MIB, low: 1, high: 99 * MIB });
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
      reason: 'canary of its role: leaks 50 MiB/day of TCP memory, carries 20 connections a second',
    });
    expect(canary?.stopRule).toMatch(/grows by more than 25 MiB\/day \(50 MiB\/day before\) after \d days/);
  });

  it('grows, up to a third of a role, and takes the most pressing first', () => {
    const hosts = role('edge', 300).map((host, place) => ({
      ...host,
      secondsToPressure: { estimate: (300 - place) * DAY_SECONDS, low: 0, high: null },
    }));
    const sizesOf = ({ waves }: RolloutPlan) => waves.map(({ hosts: wave }) => wave.length);
    const made = plan(hosts, {}, [], { maximumWaveHosts: 1000 });
    expect(sizesOf(made)).toEqual([1, 30, 90, 99, 80]);
    expect(sizesOf(plan(hosts))).toEqual([1, 30, 50, 50, 50, 50, 50, 19]);
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
    { verdict: 'fixed', first: 'wave', unplanned: 0, says: /^Stop at/ },
    {
      verdict: 'too-early',
      first: 'wave',
      unplanned: 0,
      says: /^Wait until 2\.8\.30 in role edge is verified, about 4 days\. Stop/,
    },
    { verdict: 'no-leak-before', first: 'canary', unplanned: 0, says: /^Stop at/ },
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
    const { waves } = plan(roles);
    expect(waves.flatMap((wave) => wave.hosts)).toHaveLength(5000);
    const full = waves.filter(({ kind, hosts }) => kind === 'wave' && hosts.length === 50);
    expect(full.length).toBeGreaterThan(95);
    // The last ones take what is left, wherever it is.
    for (const { hosts } of full.slice(0, 90)) {
      const zones = Map.groupBy(hosts, ({ availabilityZone }) => availabilityZone);
      expect(Math.max(...[...zones.values()].map((list) => list.length))).toBeLessThanOrEqual(17);
    }
  });

  it('takes an even share of each zone, and more of one where the others have no more', () => {
    const zoned = (letter: string, count: number) =>
      role(`edge`, count).map((host) => ({
        ...host,
        hostId: `${letter}-${host.hostId}`,
        availabilityZone: zone(letter),
      }));
    const hosts = [...zoned('a', 90), ...zoned('b', 30), ...zoned('c', 30)];
    const waves = plan(hosts, {}, [], { maximumWaveHosts: 30 }).waves.map((wave) =>
      ['a', 'b', 'c'].map(
        (letter) => wave.hosts.filter((host) => host.availabilityZone === zone(letter)).length,
      ),
    );
    expect(waves.slice(1, 4)).toEqual([
      [5, 5, 5],
      [10, 10, 10],
      [10, 10, 10],
    ]);
    expect(waves.at(-1)?.slice(1)).toEqual([0, 0]);
  });

  it('takes what presses before an even share of the zones', () => {
    const calm = role('edge', 60, { recommendation: { urgency: 'next-window' } });
    const pressing = ['x', 'y', 'z'].map((name) =>
      anAssessedHost(name, { recommendation: { urgency: 'now' }, availabilityZone: zone('c') }),
    );
    const [, first] = plan([...calm, ...pressing], { 'edge-0000': 0 }, [], { maximumWaveHosts: 4 }).waves;
    expect(first?.hosts.slice(0, 2).map(({ urgency }) => urgency)).toEqual(['now', 'now']);
  });

  it('needs no canary among healthy hosts for what was tried on leaking ones of their role', () => {
    const healthy = { verdict: 'healthy' } as const;
    const hosts = [
      ...role('edge', 2),
      ...role('edge', 12, healthy).map((h) => ({ ...h, hostId: `h-${h.hostId}` })),
    ];
    const api = role('api', 6, healthy);
    const kinds = plan([...hosts, ...api]).waves.map(({ stage, kind, hosts: wave }) => [
      stage,
      kind,
      [...new Set(wave.map((host) => host.role))].sort().join(),
    ]);
    expect(kinds.slice(0, 4)).toEqual([
      ['leaking', 'canary', 'edge'],
      ['leaking', 'wave', 'edge'],
      ['others', 'canary', 'api'],
      ['others', 'wave', 'api,edge'],
    ]);
  });

  it('of selected hosts keeps to the limits of the whole fleet, and to canaries for the whole role', () => {
    const leaky = role('edge', 1);
    const healthy = role('edge', 11, { verdict: 'healthy' }).map((h) => ({ ...h, hostId: `h-${h.hostId}` }));
    const silent = anAssessedHost('silent', { reachable: false, verdict: 'healthy' });
    const made = plan([...leaky, ...healthy, silent], {}, [], { select: isLeaky });
    expect(made.waves.map(({ kind, hosts }) => [kind, hosts.length])).toEqual([['canary', 1]]);
    expect(made.unplanned).toEqual([]);
  });

  it('says when a wave may begin, and which hosts may reach a limit before', () => {
    const limit = (days: number) => ({
      estimate: days * DAY_SECONDS,
      low: (days - 1) * DAY_SECONDS,
      high: null,
    });
    const hosts = role('edge', 30).map((host, place) => ({
      ...host,
      secondsToPressure: limit(place < 15 ? 8 : 300),
    }));
    const { waves } = plan(hosts, { 'edge-0029': 0 });
    expect(waves.map(({ startsAfterDays }) => startsAfterDays)).toEqual([0, 7, 9, 10, 11]);
    const late = waves.map((wave) => wave.hosts.filter(({ limitFirst }) => limitFirst).length);
    expect(late.slice(0, 2)).toEqual([0, 0]);
    expect(late[2]).toBeGreaterThan(5);
    const restarted = hosts.map((host) => ({ ...host, restartEverySeconds: DAY_SECONDS }));
    expect(JSON.stringify(plan(restarted, { 'edge-0029': 0 }))).not.toContain('limitFirst');
  });

  it.each([
    {
      of: 'a wave of leaking hosts',
      verdict: 'leaking',
      says: /^Stop at the first host that misses 2 audits in a row or is verified as not-fixed, or if the 2 that leak still grow by more than 40 MiB\/day \(80 MiB\/day before\) after 2 days\.$/,
    },
    {
      of: 'a wave of suspected hosts',
      verdict: 'suspected',
      says: /, or if the 2 that leak or may leak still grow by more than 40 MiB\/day/,
    },
    {
      of: 'a wave of healthy hosts',
      verdict: 'healthy',
      says: /^Stop at the first host that misses 2 audits in a row or begins to leak within 2 days\.$/,
    },
  ] as const)('says in absolute numbers when to stop after $of', ({ verdict, says }) => {
    expect(plan(role('edge', 15, { verdict })).waves[1]?.stopRule).toMatch(says);
  });
});
