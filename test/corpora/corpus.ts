import { ordinaryHost } from '../../infra/local/hosts/ordinary-host.ts';
import type { HostScenario } from '../../infra/local/hosts/simulation/host-scenario.ts';
import { hash, type Random, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { expectedLoadBytes, limitsAt } from '../../infra/local/hosts/simulation/tcp-memory.ts';
import { HEALTHY, type HealthyKind, UNOBSERVABLE, type UnobservableKind } from './healthy-hosts.ts';
import { withReadings } from './host-limits.ts';
import { LEAKY, type LeakyKind, leakingAt, leakingBy } from './leaky-hosts.ts';

/** Seeds below are for tuning; a figure that is reported comes from this one or a later. */
export const FIRST_REPORT_SEED = 1000;

/** One host of a corpus: `simulateHost(scenario, seed)` makes it. */
export interface CorpusHost {
  readonly scenario: HostScenario;
  readonly seed: number;
}

export interface CorpusSize {
  /** Start of the observation: a whole hour, UTC. */
  readonly from?: Date;
  readonly days?: number;
  /** How many hosts; of `classes` and `cohorts`, how many of each. */
  readonly hosts?: number;
}

export const LEAKY_KINDS = Object.keys(LEAKY) as LeakyKind[];
export const HEALTHY_KINDS = Object.keys(HEALTHY) as HealthyKind[];
export const UNOBSERVABLE_KINDS = Object.keys(UNOBSERVABLE) as UnobservableKind[];
export type Kind = LeakyKind | HealthyKind | UnobservableKind;

export const FROM = new Date('2026-10-05T00:00:00Z');
const LEAKY_SHARE = 0.04;
/** Half of a fleet's healthy hosts are of no odd kind. */
const STEADY_SHARE = 0.5;
const UNOBSERVABLE_SHARE = 0.01;
export const ANSWERS: readonly HostScenario['haproxy']['answers'][] = [
  'all',
  'all',
  'all',
  'no-streams',
  'no-socket',
];

/** A fleet of which 4% leak: every class of leak, and healthy hosts of all kinds, half of them ordinary. */
export function fourPercent(seed: number, { hosts = 1000, ...size }: CorpusSize = {}): CorpusHost[] {
  const leaky = Math.round(LEAKY_SHARE * hosts);
  return corpus(seed, hosts, size, (random, place) => {
    if (place < leaky) return LEAKY_KINDS[place % LEAKY_KINDS.length] ?? 'linear';
    if (random.chance(UNOBSERVABLE_SHARE)) return random.pick(UNOBSERVABLE_KINDS);
    return random.chance(STEADY_SHARE) ? 'steady' : random.pick(HEALTHY_KINDS);
  });
}

/** Healthy hosts of the nasty kinds alone: for false alarms a host-year. */
export const adversarial = (seed: number, { hosts = 1000, ...size }: CorpusSize = {}): CorpusHost[] =>
  corpus(seed, hosts, size, (_, place) => {
    const nasty = HEALTHY_KINDS.filter((kind) => kind !== 'steady');
    return nasty[place % nasty.length] ?? 'growth';
  });

/** Each class as often as the others. */
export function classes(seed: number, { hosts = 20, ...size }: CorpusSize = {}): CorpusHost[] {
  const kinds: Kind[] = [...LEAKY_KINDS, ...HEALTHY_KINDS, ...UNOBSERVABLE_KINDS];
  return corpus(seed, hosts * kinds.length, size, (_, place) => kinds[place % kinds.length] ?? 'steady');
}

/**
 * Hosts of one role, 100 to a version, of which those of `leakingVersion` share a slope of `r` standard deviations of
 * their daily noise, and a load that all hosts have in common drifts by up to .4% a day. With `r` 0 nothing leaks.
 */
export function cohorts(
  seed: number,
  r: number,
  {
    hosts = 100,
    versions = ['2.8.11', '2.6.18', '3.0.12'],
    leakingVersion = '2.8.11',
    ...size
  }: CohortSize = {},
): CorpusHost[] {
  const driftPerDay = seededRandom(hash(seed, 32)).between(-0.004, 0.004);
  const fleet = { seed: hash(seed, 31), noiseSd: 0.08, driftPerDay, memoryWanderSd: 0.015 };
  return made(seed, hosts * versions.length, size, (base, random, place) => {
    const version = versions[place % versions.length] ?? leakingVersion;
    const host = {
      ...base,
      kind: 'cohort',
      identity: { ...base.identity, role: 'edge' },
      traffic: { ...base.traffic, fleet },
    };
    const leaky = version === leakingVersion && r > 0 ? leakingAt(host, random, r) : host;
    const leak = leaky.leak && { ...leaky.leak, affectedVersions: [version] };
    return { ...leaky, leak, haproxy: { ...leaky.haproxy, version } };
  });
}

export interface CohortSize extends CorpusSize {
  readonly versions?: readonly string[];
  readonly leakingVersion?: string;
}

/** What became of the hosts of `upgrades`. */
export const UPGRADE_KINDS = ['fixed', 'not-fixed', 'not-upgraded', 'never-leaked', 'introduced'] as const;

/**
 * Hosts on 2.8.11, most of which changed release about halfway, all within two days. Of each five, one leaked and went
 * to a release with the fix (`fixed`), one to the release whose fix doesn't work (`not-fixed`), one leaks and stayed
 * (`not-upgraded`), and one was upgraded that never leaked, of an ordinary or a nasty kind (`never-leaked`); the
 * last came from 2.6.18 and leaks since (`introduced`).
 */
export function upgrades(seed: number, { hosts = 120, ...size }: CorpusSize = {}): CorpusHost[] {
  const rolloutShare = seededRandom(hash(seed, 33)).between(0.4, 0.6);
  return made(seed, hosts, size, (base, random, place) => {
    const kind = UPGRADE_KINDS[place % UPGRADE_KINDS.length] ?? 'fixed';
    const haproxy = { ...base.haproxy, answers: random.pick(ANSWERS) };
    const host =
      kind === 'never-leaked' ? sound(base, random) : leaksMaterially({ ...base, haproxy }, random);
    const version = { 'not-fixed': '2.8.13', introduced: '2.8.11' }[kind as string] ?? '2.8.30';
    const by = random.pick(['restart', 'reload'] as const);
    const atDay = base.days * rolloutShare + random.between(0, 2);
    const upgrade = kind === 'not-upgraded' ? [] : [{ type: 'upgrade', version, atDay, by } as const];
    return {
      ...host,
      kind,
      haproxy: { ...host.haproxy, version: kind === 'introduced' ? '2.6.18' : '2.8.11' },
      events: [...host.events, ...upgrade].sort((a, b) => a.atDay - b.atDay),
    };
  });
}

/** Half of them ordinary; nothing else changes their release, and all of them last. */
function sound(base: HostScenario, random: Random): HostScenario {
  const kinds = HEALTHY_KINDS.filter((kind) => kind !== 'upgraded' && kind !== 'autoscaled');
  return HEALTHY[random.chance(STEADY_SHARE) ? 'steady' : random.pick(kinds)](base, random);
}

function leaksMaterially(base: HostScenario, random: Random): HostScenario {
  const room = limitsAt(base, 0).pressurePages * base.machine.pageBytes - expectedLoadBytes(base);
  return leakingBy(base, random, room / random.logBetween(20, 150), {
    pattern: random.pick(['steady', 'steady', 'with-traffic', 'bursts']),
    affectedVersions: ['2.8.11', '2.8.13'],
  });
}

/** One host of a class. */
export function hostOfKind(kind: Kind, seed: number, size: Omit<CorpusSize, 'hosts'> = {}): CorpusHost {
  const [host] = corpus(seed, 1, size, () => kind);
  if (host === undefined) throw new Error('a corpus without hosts');
  return host;
}

const CHANGES: Readonly<Record<Kind, (host: HostScenario, random: Random) => HostScenario>> = {
  ...LEAKY,
  ...HEALTHY,
  ...UNOBSERVABLE,
};

function corpus(
  seed: number,
  hosts: number,
  size: CorpusSize,
  kindOf: (random: Random, place: number) => Kind,
): CorpusHost[] {
  return made(seed, hosts, size, (base, random, place) => {
    const kind = kindOf(random, place);
    // A fifth of the hosts each let the probe list no streams, or ask nothing.
    const haproxy = { ...base.haproxy, answers: random.pick(ANSWERS) };
    return { ...CHANGES[kind]({ ...base, haproxy }, random), kind };
  });
}

function made(
  seed: number,
  hosts: number,
  { from = FROM, days = 28 }: CorpusSize,
  change: (base: HostScenario, random: Random, place: number) => HostScenario,
): CorpusHost[] {
  return Array.from({ length: hosts }, (_, place) => {
    const hostSeed = hash(seed, place, 41);
    const random = seededRandom(hostSeed);
    const scenario = change(ordinaryHost(random, { fleetSeed: seed, from, days }, place), random, place);
    return { seed: hostSeed, scenario: withReadings(scenario, hostSeed) };
  });
}
