import type { Corpus, CorpusHost, Truth } from '../bench/detector.ts';
import { MADE_FROM, madeBins } from '../bench/made-bins.ts';
import { seededNormal, seededUniform } from '../bench/noise.ts';
import { BINS_A_DAY, DAY_MILLISECONDS } from '../bench/series.ts';

const BASE_BYTES = 200e6;
const PRESSURE_BYTES = 1_500e6;
/** Of the base, by which load's day and week move memory, and what load doesn't explain. */
const DAILY_SHARE = 0.3;
const WEEKLY_SHARE = 0.05;
const NOISE_SHARE = 0.04;
/** Correlation of that noise from bin to bin. */
const NOISE_MEMORY = 0.6;

export type PlainTrajectory = {
  days: number;
  hosts: number;
  fleets: number;
  leakyShare: number;
  seed: number;
};

/**
 * The plainest fleet there is: load with a day and a week, noise that remembers a few hours, and on some hosts a leak
 * linear in time from a day of its own. It tells whether a figure is computed rightly, not whether a detector is good.
 */
export function plainCorpus(name: string, trajectory: PlainTrajectory): Corpus {
  const { days, hosts, fleets, leakyShare, seed } = trajectory;
  return {
    name,
    description: `${fleets} fleets of ${hosts} plain hosts over ${days} days, ${100 * leakyShare}% with a linear leak, seed ${seed}`,
    fleets,
    makeFleet: (fleet) =>
      Array.from({ length: hosts }, (_, index) =>
        plainHost(trajectory, `i-${fleet}-${index}`, seed + fleet * hosts + index),
      ),
  };
}

function plainHost({ days, leakyShare }: PlainTrajectory, hostId: string, seed: number): CorpusHost {
  const uniform = seededUniform(seed);
  const normal = seededNormal(seed + 1_000_003);
  const phase = uniform();
  const leaking = uniform() < leakyShare;
  const slope = leaking ? 10 ** (6 + 1.7 * uniform()) : 0;
  const onsetSlot = leaking && uniform() < 0.5 ? Math.floor(0.3 * days * BINS_A_DAY) : 0;
  let wander = 0;
  const load: number[] = [];
  const memory = Array.from({ length: days * BINS_A_DAY }, (_, slot) => {
    const day = slot / BINS_A_DAY + phase;
    wander = NOISE_MEMORY * wander + Math.sqrt(1 - NOISE_MEMORY ** 2) * normal();
    const relative =
      1 + DAILY_SHARE * Math.sin(2 * Math.PI * day) + WEEKLY_SHARE * Math.sin((2 * Math.PI * day) / 7);
    load.push(relative);
    return (
      BASE_BYTES * (relative + NOISE_SHARE * wander) + (slope * Math.max(0, slot - onsetSlot)) / BINS_A_DAY
    );
  });
  const bins = madeBins(memory, {
    hostId,
    rest: (slot) => ({
      pressureBytes: PRESSURE_BYTES,
      connections: 2000 * (load[slot] ?? 0),
      connectionsPerSecond: 100 * (load[slot] ?? 0),
    }),
  });
  const left = PRESSURE_BYTES - (memory.at(-1) ?? 0);
  return {
    hostId,
    cohort: 'edge/2.8.11',
    bins,
    kind: leaking ? 'linear' : 'steady',
    truthAt(at): Truth {
      const daysSinceOnset = (at - MADE_FROM) / DAY_MILLISECONDS - onsetSlot / BINS_A_DAY;
      if (!leaking || daysSinceOnset <= 0) return { status: 'healthy', daysSinceOnset: null, r: 0 };
      const material = daysSinceOnset >= 7 && left / slope <= 180;
      return { status: material ? 'material' : 'other', daysSinceOnset, r: slope / dailyNoiseBytes };
    },
  };
}

/** SD of the mean of 8 bins of the noise: variance of a mean of correlated terms. */
const dailyNoiseBytes =
  BASE_BYTES *
  NOISE_SHARE *
  Math.sqrt(
    Array.from(
      { length: BINS_A_DAY },
      (_, lag) => (lag === 0 ? 1 : 2 * (1 - lag / BINS_A_DAY)) * NOISE_MEMORY ** lag,
    ).reduce((sum, term) => sum + term, 0) / BINS_A_DAY,
  );
