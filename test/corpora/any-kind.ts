import { AFFECTED_VERSIONS, ordinaryHost } from '../../infra/local/hosts/ordinary-host.ts';
import type { HostScenario, ResourceLeak } from '../../infra/local/hosts/simulation/host-scenario.ts';
import { hash, type Random, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { ANSWERS, type CorpusHost, type CorpusSize, FROM, HEALTHY_KINDS, LEAKY_KINDS } from './corpus.ts';
import { HEALTHY } from './healthy-hosts.ts';
import { withLimits, withReadings } from './host-limits.ts';
import { every, LEAKY } from './leaky-hosts.ts';
import { withEvents } from './nuisances/timeline.ts';
import { withNuisances, withTimeline } from './nuisances/with-nuisances.ts';
import { type ResourceKind, withResourceLeak } from './resource-leaks.ts';

const LEAKY_SHARE = 0.04;
const CLASS_SHARE = 0.45;
/** Started just before, so that all that fills does so while it is watched. */
const YOUNG_SHARE = 0.3;
/** Classes that change or end what leaks, or leave no room for it. */
const HEALTHY_ALONE: readonly string[] = ['upgraded', 'autoscaled', 'near-pressure'];
/** In turn, so that a small fleet has each: the founding leak more often, as in the field. */
const LEAKS: readonly (ResourceKind | 'founding')[] = [
  'founding',
  'live-sockets',
  'memory',
  'old-workers',
  'founding',
  'descriptors',
  'untimed-streams',
  'tcp-memory',
  'memory',
  'dead-sockets',
  'live-sockets',
];
const PATTERNS = ['steady', 'steady', 'with-traffic', 'bursts', 'onset', 'sawtooth'] as const;
type Pattern = (typeof PATTERNS)[number];

/**
 * A fleet of which 4% leak, of all kinds and patterns; healthy and leaky hosts alike are of any class and have
 * nuisances of any size, so that weights fitted on it hold in worlds that differ from this one.
 */
export const anyKind = (seed: number, { hosts = 1000, ...size }: CorpusSize = {}): CorpusHost[] =>
  fleet(seed, hosts, Math.round(LEAKY_SHARE * hosts), size);

/** The same with as many leaky hosts as healthy ones, for fitting. */
export const anyKindBalanced = (seed: number, { hosts = 1000, ...size }: CorpusSize = {}): CorpusHost[] =>
  fleet(seed, hosts, hosts >> 1, size);

function fleet(
  seed: number,
  hosts: number,
  leaky: number,
  { from = FROM, days = 28 }: CorpusSize,
): CorpusHost[] {
  const firstLeak = hash(seed, 44) % LEAKS.length;
  return Array.from({ length: hosts }, (_, place) => {
    const hostSeed = hash(seed, place, 43);
    const random = seededRandom(hostSeed);
    const base = ordinaryHost(random, { fleetSeed: seed, from, days }, place);
    const ageDays = random.chance(YOUNG_SHARE) ? random.logBetween(0.02, 3) : base.haproxy.ageDays;
    const haproxy = { ...base.haproxy, ageDays, answers: random.pick(ANSWERS) };
    const leak = place < leaky ? LEAKS[(firstLeak + place) % LEAKS.length] : undefined;
    const host = anyHost({ ...base, haproxy }, random, leak);
    return { seed: hostSeed, scenario: withReadings(host, hostSeed) };
  });
}

function anyHost(base: HostScenario, random: Random, leak: ResourceKind | 'founding' | undefined) {
  const kinds = HEALTHY_KINDS.filter((kind) => leak === undefined || !HEALTHY_ALONE.includes(kind));
  const kind = random.chance(CLASS_SHARE) ? random.pick(kinds) : 'steady';
  const classed = { ...HEALTHY[kind](base, random), kind };
  const founding = leak === 'founding' ? withFoundingLeak(classed, random) : classed;
  const world = withLimits(withTimeline(withNuisances(founding, random), random), random);
  if (leak === 'founding') return withLeakOfMachine(founding, world);
  return leak === undefined ? world : withOtherLeak(world, random, leak);
}

function withFoundingLeak(host: HostScenario, random: Random): HostScenario {
  const kind = random.pick(LEAKY_KINDS);
  return { ...withEvents(LEAKY[kind]({ ...host, events: [] }, random), host.events), kind };
}

/** A larger machine leaks as much faster, so that it takes as long; a masked leak is as large as the load that goes. */
function withLeakOfMachine(before: HostScenario, world: HostScenario): HostScenario {
  const { leak, kind } = world;
  if (leak === null || kind === 'masked') return world;
  const factor = world.machine.memoryTotalBytes / before.machine.memoryTotalBytes;
  return { ...world, leak: { ...leak, bytesPerDay: leak.bytesPerDay * factor } };
}

function withOtherLeak(host: HostScenario, random: Random, kind: ResourceKind): HostScenario {
  // Old workers are left by reloads, whenever these come.
  const pattern = kind === 'old-workers' ? random.pick(['steady', 'onset'] as const) : random.pick(PATTERNS);
  const days = daysToLimit(random, pattern);
  const version = pattern === 'onset' ? random.pick(AFFECTED_VERSIONS) : host.haproxy.version;
  const ageDays = Math.min(host.haproxy.ageDays, 0.3 * days);
  const young = { ...host, haproxy: { ...host.haproxy, ageDays } };
  const growth: ResourceLeak['pattern'] =
    pattern === 'with-traffic' || pattern === 'bursts' ? pattern : 'steady';
  const leaky = withResourceLeak(young, random, kind, { days, pattern: growth, version });
  return { ...withPattern(leaky, random, pattern, version), kind: `${kind} ${pattern}` };
}

/** Some are so slow that they are not material. */
function daysToLimit(random: Random, pattern: Pattern): number {
  if (pattern === 'sawtooth') return random.logBetween(8, 60);
  return random.chance(0.15) ? random.logBetween(180, 700) : random.logBetween(10, 150);
}

function withPattern(host: HostScenario, random: Random, pattern: Pattern, version: string): HostScenario {
  if (pattern === 'sawtooth')
    return withEvents(
      host,
      every(random.pick([1, 2, 3, 4, 7]), host, (atDay) => ({ type: 'restart', atDay })),
    );
  if (pattern !== 'onset') return host;
  const atDay = host.days * random.between(0.2, 0.7);
  const by = random.pick(['restart', 'reload'] as const);
  const before = { ...host, haproxy: { ...host.haproxy, version: '2.6.18' } };
  return withEvents(before, [{ type: 'upgrade', version, atDay, by }]);
}
