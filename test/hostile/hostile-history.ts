import assert from 'node:assert/strict';
import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import { type AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import type { HostIdentity, Sample } from '../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { hostOfKind } from '../corpora/corpus.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { EDGE_NUMBERS, HOSTILE_TEXTS } from './hostile-texts.ts';
import { outcome } from './journey.ts';
import { REAL_LINES } from './mutated-line.ts';

const AT = new Date('2026-11-22T18:00:00Z');
const RUN_SECONDS = 5_400;
const DAYS = 28;
/** Bytes of which the greatest a line may hold is near 2^53. */
const EDGES = EDGE_NUMBERS.map(Number).filter((edge) => Number.isSafeInteger(edge) && edge >= 0);

/** One host of four moves what a fleet says of the others by less than this, in nats. */
const MOST_MOVED = 0.5;

/** How a figure goes over time, from 0 to 1. */
type Trajectory = (part: number, random: Random) => number;

/** A host that lies about some of its figures for days, and judgements of a fleet that it is in. */
export interface HostileHistory {
  /** How many answers it gave. */
  runs: number;
  bins: Bin[];
}

/** Answers every hour and a half for two to 28 days, all of one shape; four figures at most go where they like. */
export function hostileHistory(host: HostIdentity, random: Random): HostileHistory {
  const line = random.pick(REAL_LINES);
  const read = JSON.parse(line) as { t: number; k: unknown[]; s: unknown[]; w: unknown[][] };
  const lies = Array.from({ length: random.whole(1, 4) }, () => {
    const list = random.pick([read.k, read.s, ...read.w]);
    const places = [...list.keys()].filter(
      (place) => typeof list[place] === 'number' || list[place] === null,
    );
    return { list, place: random.pick(places), trajectory: makeTrajectory(random) };
  });
  const runs = Math.round((random.whole(2, DAYS) * 86_400) / RUN_SECONDS);
  const samples = Array.from({ length: runs }, (_, run) => {
    const at = AT.getTime() / 1000 - (runs - run) * RUN_SECONDS;
    read.t = at + 3;
    for (const { list, place, trajectory } of lies) list[place] = trajectory(run / runs, random);
    return outcome(host, JSON.stringify(read), printInstant(at * 1000));
  });
  return { runs, bins: deriveBins(random.chance(0.3) ? toldByOthers(samples, random) : samples) };
}

/** The archive's format is public: what another tool wrote may hold any text where the probe's line could not. */
function toldByOthers(samples: readonly Sample[], random: Random): Sample[] {
  const [version, release, note, scan] = Array.from({ length: 4 }, () => random.pick(HOSTILE_TEXTS));
  const told = samples.map((sample) => {
    if (sample.outcome !== 'sampled') return sample;
    const processes = sample.processes.map((worker) => ({
      ...worker,
      version,
      config: { ...worker.config, hash: note },
      streams: { ...worker.streams, scan },
    }));
    return { ...sample, processes, kernel: { ...sample.kernel, release }, notes: [note] };
  });
  const { records: read, issues } = parseSamples(
    told.map((one) => `${JSON.stringify(one)}\n`).join(''),
    'theirs',
  );
  assert.deepEqual(issues, []);
  return read;
}

function makeTrajectory(random: Random): Trajectory {
  const [low, high] = [random.pick(EDGES), random.pick(EDGES)];
  const step = random.uniform();
  const trajectories: Trajectory[] = [
    () => low,
    (part) => Math.floor(low + (high - low) * part),
    (part) => Math.floor(2 ** (53 * part)) - 1,
    (part) => (part < step ? low : high),
    () => random.pick([low, high]),
    () => random.pick(EDGES),
    (part) => Math.floor(high * (1 - part)),
    () => Math.max(0, high - random.whole(0, 3)),
  ];
  return random.pick(trajectories);
}

const NEIGHBOURS = (['linear', 'steady', 'steady'] as const).map((kind, index) => neighbourBins(kind, index));
/** Bins of the hosts beside the liar. */
export const neighbours: readonly Bin[] = NEIGHBOURS.flat();

function neighbourBins(kind: Parameters<typeof hostOfKind>[0], index: number): Bin[] {
  const from = new Date(AT.getTime() - DAYS * 86_400_000);
  const { scenario, seed } = hostOfKind(kind, 7 + index, { from, days: DAYS });
  const identity = { ...scenario.identity, hostId: `i-neighbour-${index}`, role: 'edge' };
  return simulateHost({ ...scenario, identity }, seed).bins(15);
}

const judge = (bins: readonly Bin[], before: Assessment | null) =>
  assessFleet(bins, { at: AT, knowledge, before });
const first = judge(neighbours, null);
const second = judge(neighbours, first).hosts;

/**
 * Judges a fleet with a lying host in it, twice, the second time after the first.
 *
 * @throws where an assessment can't be read back, or another host's differs from what it is without the liar
 */
export function judgeBeside(bins: readonly Bin[]): Assessment {
  const all = [...bins, ...neighbours];
  const now = judge(all, first);
  readable(now);
  const own = new Set(bins.map(({ hostId }) => hostId));
  const besideLiar = now.hosts.filter(({ hostId }) => !own.has(hostId));
  assert.equal(JSON.stringify(besideLiar.map(withoutFleet)), JSON.stringify(second.map(withoutFleet)));
  for (const [index, { hostId, leakProbability }] of besideLiar.entries()) {
    const moved = Math.abs(logOdds(leakProbability) - logOdds(second[index]?.leakProbability));
    assert.ok(moved <= MOST_MOVED, `${hostId}: log-odds moved by ${moved}`);
  }
  const next = judge(all, now);
  readable(next);
  return next;
}

/** An assessment less the figures that hosts beside it move: how many leak in the fleet, how far its sound ones drift. */
function withoutFleet(host: AssessedHost) {
  const { priorLogOdds: _prior, leakProbability: _probability, score: _score, ...rest } = host;
  const kinds = host.kinds?.map(({ probability: _, ...kind }) => kind);
  const evidence = host.evidence.map(({ logOdds: _, ...check }) => check);
  return { ...rest, kinds, evidence };
}

/** Of a probability, in nats; 0 where there is none. */
const logOdds = (probability: number | null | undefined) =>
  typeof probability === 'number' ? Math.log(probability / (1 - probability)) : 0;

function readable(assessment: Assessment): void {
  const text = JSON.stringify(assessment);
  const read = Assessment.safeParse(JSON.parse(text));
  if (!read.success)
    throw new Error(`${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`);
  assert.deepEqual(read.data, JSON.parse(text));
}
