import { Bin } from '../../lambdas/domain/records/bin.ts';

/** Seeded numbers in [0, 1): mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface Trajectory {
  days: number;
  /** Bytes of memory a connection of load holds. */
  bytesPerConnection?: number;
  /** Part of the load's mean that the day, the week moves it by. */
  daily?: number;
  weekly?: number;
  /** Load added a day, as a part of its mean. */
  loadGrowthPerDay?: number;
  /** Residence of connections. */
  residenceHours?: number;
  /** Noise that load doesn't explain, as parts of the mean memory. */
  whiteNoise?: number;
  wanderNoise?: number;
  wanderHours?: number;
  /** Streams that get stuck a day, from `leakFromDay` on, and what each holds. */
  stuckPerDay?: number;
  stuckWithLoad?: boolean;
  leakFromDay?: number;
  bytesPerStuck?: number;
  /** Days between restarts; the first process is old when the window begins, unless `freshStart`. */
  restartEveryDays?: number;
  freshStart?: boolean;
  /** Memory that fills after a start: part of the mean, and its time constant. */
  warmUpShare?: number;
  warmUpDays?: number;
  upgradeOnDay?: number;
  /** Part of the mean that memory steps by on a day, with a new configuration. */
  step?: { onDay: number; share: number };
  /** Signals that can't be read. */
  without?: readonly (keyof Bin)[];
}

const RATE = 100;
const BASE_CONNECTIONS = 4_000;
const PRESSURE = 1_572_000_000;

/** Bins of a simple made-up host: enough to test each part of the model; the benchmark has its own, richer hosts. */
export function syntheticBins(seed: number, trajectory: Trajectory): Bin[] {
  const random = randomNumbers(seed);
  const normal = normals(random);
  const { bytesPerConnection = 40_000, daily = 0.4, weekly = 0.1, residenceHours = 2 } = trajectory;
  const meanMemory = BASE_CONNECTIONS * bytesPerConnection;
  const wanderHours = trajectory.wanderHours ?? 12;
  const keep = Math.exp(-3 / wanderHours);
  const phase = random() * 2 * Math.PI;
  let [standing, stuck, oldStuck, wander, ageHours, started] = [
    1,
    0,
    0,
    normal(),
    trajectory.freshStart ? 0 : 2000,
    0,
  ];
  const bins: Bin[] = [];
  for (let index = 0; index < trajectory.days * 8; index += 1) {
    const day = index / 8;
    const version =
      trajectory.upgradeOnDay !== undefined && day >= trajectory.upgradeOnDay ? '2.8.27' : '2.8.11';
    const every = trajectory.restartEveryDays;
    const restarts =
      index > 0 && ((every && index % Math.round(every * 8) === 0) || day === trajectory.upgradeOnDay);
    if (restarts) [stuck, oldStuck, ageHours, standing, started] = [0, 0, 0, 0, index];
    const rate =
      RATE *
      Math.max(
        0.02,
        1 +
          daily * Math.sin(2 * Math.PI * day + phase) +
          weekly * Math.sin((2 * Math.PI * day) / 7) +
          (trajectory.loadGrowthPerDay ?? 0) * day +
          0.05 * normal(),
      );
    for (let hour = 0; hour < 3; hour += 1)
      standing += (1 - Math.exp(-1 / residenceHours)) * (rate / RATE - standing);
    const leaks = day >= (trajectory.leakFromDay ?? 0) ? (trajectory.stuckPerDay ?? 0) / 8 : 0;
    const gained = leaks * (trajectory.stuckWithLoad ? rate / RATE : 1);
    stuck += Math.max(0, Math.round(gained + Math.sqrt(gained) * normal()));
    if (index - started > 8) oldStuck = Math.max(oldStuck, stuck - Math.round(leaks * 8));
    wander = keep * wander + Math.sqrt(1 - keep * keep) * normal();
    ageHours += 3;
    const stepped = trajectory.step && day >= trajectory.step.onDay ? trajectory.step.share : 0;
    const warm =
      (trajectory.warmUpShare ?? 0) * (1 - Math.exp(-ageHours / 24 / (trajectory.warmUpDays ?? 1)));
    const memory =
      meanMemory *
        (standing +
          stepped +
          warm +
          (trajectory.whiteNoise ?? 0.02) * normal() +
          (trajectory.wanderNoise ?? 0.03) * wander) +
      stuck * (trajectory.bytesPerStuck ?? 260_000);
    const connections = Math.max(0, BASE_CONNECTIONS * standing + stuck + 20 * normal());
    const bin = {
      schema: 1 as const,
      binAt: new Date(Date.UTC(2026, 9, 1) + index * 10_800_000).toISOString(),
      hostId: `i-${seed}`,
      accountId: '111122223333',
      region: 'eu-west-1',
      role: 'edge',
      sampled: 36,
      unreachable: 0,
      malformed: 0,
      usable: !restarts,
      events: restarts ? ['restart' as const] : [],
      segment: `${started}/${version}/${stepped}`,
      version,
      ageSeconds: ageHours * 3600,
      pageBytes: 4096,
      cpuCount: 8,
      pressureBytes: PRESSURE,
      highBytes: PRESSURE * 1.5,
      longestTimeoutSeconds: 300,
      memoryBytes: Math.max(4096, Math.round(memory / 4096) * 4096),
      unlistedSockets: 2 * stuck + Math.round(3 + random() * 3),
      deadSockets: 2 * stuck,
      stuckStreams: stuck,
      oldStuckStreams: oldStuck,
      untimedStreams: stuck + 13,
      connections: Math.round(connections),
      openFiles: Math.round(2 * connections + 60 + 3 * normal()),
      poolUsedBytes: Math.round(connections * 33_000),
      residentBytes: Math.round(connections * 40_000 + 5e7),
      stoppingWorkers: 0,
      stoppingDeadSockets: 0,
      connectionsPerSecond: rate,
      requestsPerSecond: rate * 4,
      bytesOutPerSecond: rate * 40_000,
      pressureEvents: 0,
    };
    bins.push(
      Bin.parse({ ...bin, ...Object.fromEntries((trajectory.without ?? []).map((name) => [name, null])) }),
    );
  }
  return bins;
}
