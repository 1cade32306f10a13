import { hash, type Random, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { scoreData } from '../../lambdas/aws/cloudwatch-metrics.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { HostIdentity } from '../../lambdas/domain/records/sample.ts';
import { isKnownRelease } from '../../lambdas/knowledge/releases.ts';
import { HARMLESS } from './harmless.ts';
import { hostileHistory, judgeBeside, neighbours } from './hostile-history.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { acceptedByCloudWatch, followOutput, identity, RUNS } from './journey.ts';
import { mutatedLine } from './mutated-line.ts';
import { type Renderer, RUN_RENDERERS, SCORING_RENDERERS } from './renderers.ts';

const HOST = 'i-0fffffffffffffff0';

/** What rounds of fuzzing came to. */
export interface Tally {
  /** Outputs of a host that were read. */
  inputs: number;
  /** Of these, such that the reader took for a reading. */
  sampled: number;
  /** Assessments of a fleet with a lying host. */
  assessments: number;
  /** Texts for readers that were looked through. */
  rendered: number;
  /** The longest time that one round took, in milliseconds. */
  slowestMilliseconds: number;
}

export const NOTHING: Tally = { inputs: 0, sampled: 0, assessments: 0, rendered: 0, slowestMilliseconds: 0 };

/** One round of so many is a history: judging it costs as much as some hundred lines. */
const HISTORY_EVERY = 100;
export const isHistory = (round: number): boolean => hash(round, 0x4157) % HISTORY_EVERY === 0;

/** Round `round` of a seed: two outputs of one host, and now and then a history of lies; the same each time. */
export async function fuzzRound(seed: number, round: number): Promise<Tally> {
  const startedAt = performance.now();
  const random = seededRandom(hash(seed, round));
  const host = hostileIdentity(random);
  const tally = isHistory(round) ? await followHistory(host, random) : await followLines(host, random);
  return { ...tally, slowestMilliseconds: performance.now() - startedAt };
}

/** Adds up; of times the longest. */
export const added = (a: Tally, b: Tally): Tally => ({
  inputs: a.inputs + b.inputs,
  sampled: a.sampled + b.sampled,
  assessments: a.assessments + b.assessments,
  rendered: a.rendered + b.rendered,
  slowestMilliseconds: Math.max(a.slowestMilliseconds, b.slowestMilliseconds),
});

function hostileIdentity(random: Random): HostIdentity {
  const text = () => (random.chance(0.3) ? null : random.pick(HOSTILE_TEXTS) + random.pick(HOSTILE_TEXTS));
  return identity(HOST, text(), text(), random.chance(0.8) ? 'eu-west-1b' : text());
}

async function followLines(host: HostIdentity, random: Random): Promise<Tally> {
  const journey = followOutput(host, [mutatedLine(random), mutatedLine(random)]);
  const rendered = await render(RUN_RENDERERS, journey);
  const sampled = journey.bins.find(({ hostId }) => hostId === HOST)?.sampled ?? 0;
  return { ...NOTHING, inputs: RUNS.length, sampled, rendered };
}

async function followHistory(host: HostIdentity, random: Random): Promise<Tally> {
  const { runs, bins } = hostileHistory(host, random);
  const assessment = judgeBeside(bins);
  acceptedByCloudWatch(scoreData(assessment, isKnownRelease));
  const shown = calledAlike(assessment, host);
  const rendered = await render(SCORING_RENDERERS, {
    ...{ assessment: shown, bins, hostId: HOST },
    fleetBins: [...bins, ...neighbours],
  });
  const sampled = bins.reduce((sum, bin) => sum + bin.sampled, 0);
  return { ...NOTHING, inputs: runs, sampled, assessments: 2, rendered };
}

/** Every host of the fleet called as the hostile one is: those that leak are shown at more places than one that lies. */
function calledAlike(assessment: Assessment, { name, role, availabilityZone }: HostIdentity): Assessment {
  const hosts = assessment.hosts.map((host, index) => ({
    // Of two hosts with one name the ids are shown.
    ...{ ...host, name: name === null ? null : `${name}${index}` },
    ...{ role, availabilityZone },
  }));
  return { ...assessment, hosts };
}

async function render<T>(renderers: readonly Renderer<T>[], of: T): Promise<number> {
  for (const { name, medium, render } of renderers) {
    try {
      HARMLESS[medium](await render(of));
    } catch (cause) {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  return renderers.length;
}
