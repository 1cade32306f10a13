import type { Connections, HostScenario, TrafficShape } from './simulation/host-scenario.ts';
import { hash, type Random } from './simulation/random.ts';
import { RECORDED_SHAPES } from './simulation/traffic.ts';

const ROLES = ['edge', 'api', 'internal'] as const;
/** Releases without the founding leak; most healthy hosts run one of them. */
const SOUND_VERSIONS = ['2.4.24', '2.6.18', '2.8.16', '3.0.12', '3.2.9'] as const;
/** Releases with it, which most hosts run without harm all the same. */
export const AFFECTED_VERSIONS = ['2.8.3', '2.8.9', '2.8.11', '2.8.13', '3.0.4'] as const;

/** What all hosts of a corpus have in common. */
export interface CorpusOptions {
  /** Hosts of one role and this seed share a part of their load. */
  readonly fleetSeed: number;
  readonly from: Date;
  readonly days: number;
}

/** A healthy host with nothing odd about it: what every class starts from. */
export function ordinaryHost(
  random: Random,
  { fleetSeed, from, days }: CorpusOptions,
  place: number,
): HostScenario {
  const role = random.pick(ROLES);
  const memoryTotalBytes = random.pick([2, 4, 8, 8, 16, 32]) * 2 ** 30;
  const pressureBytes = (0.97 * memoryTotalBytes) / 16;
  const { connections, connectionsPerSecond } = load(random, pressureBytes * random.logBetween(0.04, 0.35));
  const hex = [place, 77]
    .map((salt) =>
      hash(random.whole(0, 2 ** 31), salt)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return {
    identity: {
      hostId: `i-0${hex}`,
      accountId: '111122223333',
      region: 'eu-west-1',
      availabilityZone: `eu-west-1${random.pick(['a', 'b', 'c'])}`,
      role,
      name: `${role}-${place}`,
    },
    kind: 'steady',
    from,
    days,
    launchedDay: 0,
    terminatedDay: null,
    machine: {
      cpuCount: random.pick([2, 4, 4, 8, 8, 16]),
      memoryTotalBytes,
      pageBytes: 4096,
      kernelRelease: random.pick(['5.10.0-28-cloud-amd64', '6.1.0-18-cloud-amd64', '6.8.0-1021-aws']),
      accounting: random.chance(0.7) ? 'per-cpu' : 'exact',
      clockSlews: random.chance(0.3),
    },
    traffic: {
      shape: shape(random),
      connectionsPerSecond,
      growthPerDay: random.between(-0.001, 0.002),
      noiseSd: random.between(0.03, 0.12),
      fleet: {
        seed: hash(fleetSeed, ROLES.indexOf(role)),
        noiseSd: 0.06,
        driftPerDay: 0,
        memoryWanderSd: 0.01,
      },
      migrations: [],
      batch: null,
    },
    connections,
    noise: {
      hourlySd: random.between(0.03, 0.09),
      hourlyTauHours: random.logBetween(1, 8),
      wanderSd: random.between(0.01, 0.06),
      wanderTauHours: random.logBetween(10, 40),
      instantSd: random.between(0.01, 0.04),
    },
    haproxy: {
      version: random.chance(0.7) ? random.pick(SOUND_VERSIONS) : random.pick(AFFECTED_VERSIONS),
      ageDays: random.logBetween(3, 40),
      packaged: random.chance(0.8),
      timeoutSeconds: random.pick([30, 60, 300, 3600]),
      tunnelTimeoutSeconds: random.pick([null, 3600, 10_800]),
      untimedProxies: 0,
      hardStopAfterSeconds: random.pick([null, 1800, 3600]),
      answers: 'all',
    },
    leak: null,
    events: [],
    memorySteps: [],
    gaps: [],
  };
}

/** 5 Gbit/s. */
const MAXIMUM_BYTES_OUT_PER_SECOND = 6e8;

/** Connections that hold so many bytes on average, by Little's law. */
function load(random: Random, bytes: number): { connections: Connections; connectionsPerSecond: number } {
  const bytesPerShort = random.logBetween(12_000, 60_000);
  const bytesPerLong = random.logBetween(3000, 15_000);
  const longBytesShare = random.between(0.05, 0.4);
  const shortSeconds = random.logBetween(0.5, 8);
  const longHours = random.logBetween(0.5, 12);
  const connectionsPerSecond = (bytes * (1 - longBytesShare)) / bytesPerShort / shortSeconds;
  const longShare = (bytes * longBytesShare) / bytesPerLong / (3600 * longHours * connectionsPerSecond);
  const requestsPerShort = random.logBetween(1, 12);
  const maximum = MAXIMUM_BYTES_OUT_PER_SECOND / (connectionsPerSecond * requestsPerShort);
  const connections = {
    shortSeconds,
    longShare,
    longHours,
    bytesPerShort,
    bytesPerLong,
    requestsPerShort,
    bytesOutPerRequest: Math.min(random.logBetween(1500, 60_000), maximum),
    backShare: random.between(0.4, 1),
    tlsShare: random.between(0, 1),
    ipv6Share: random.pick([0, 0, 0.2, 0.5]),
    untimed: {
      steady: random.pick([0, 0, random.whole(1, 60)]),
      loadShare: 0.5,
      hours: 8,
      halfClosedShare: 0,
      bytesEach: 6000,
    },
    filling: { share: 0, hours: 1 },
  };
  return { connections, connectionsPerSecond };
}

function shape(random: Random): TrafficShape {
  if (random.chance(0.4))
    return { type: 'recorded', name: random.pick(RECORDED_SHAPES), offsetHours: random.whole(0, 335) };
  return {
    type: 'synthetic',
    dayAmplitude: random.between(0.1, 0.7),
    peakHour: random.between(8, 21),
    weekendFactor: random.between(0.4, 1.1),
  };
}
