import { simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { hash, seededRandom } from '../../infra/local/hosts/simulation/random.ts';
import { printSamples } from '../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { HOUR, MINUTE } from '../../lambdas/domain/records/time.ts';
import { hostOfKind, type Kind } from '../corpora/corpus.ts';

export const HUB = { accountId: '111122223333', region: 'eu-west-1' } as const;
/** A run with more hosts is not read. */
export const MAXIMUM_HOSTS = 20;

/** What is wrong with a place: nothing, samples that come late, none for some hours, or something else than samples. */
export type Trouble = 'none' | 'late' | 'silent' | 'poisoned';

export interface ChaosPlace {
  readonly accountId: string;
  readonly region: string;
  readonly trouble: Trouble;
}

export const PLACES: readonly ChaosPlace[] = [
  { ...HUB, trouble: 'none' },
  { accountId: '222233334444', region: 'eu-west-1', trouble: 'none' },
  { accountId: '222233334444', region: 'us-east-1', trouble: 'late' },
  { accountId: '333344445555', region: 'eu-west-1', trouble: 'silent' },
  { accountId: '444455556666', region: 'us-east-1', trouble: 'poisoned' },
];

/** Hours in which the troubled places are so, counted from the start; the late one is from its third hour on. */
export const TROUBLED = { silent: { from: 10, to: 21 }, poisoned: { from: 27, to: 38 } } as const;
const LATE_FROM = 3;
/** Less than a place may miss before it is silent. */
export const LATEST_MINUTES = 200;

/** One object that a place writes. */
export interface Arrival {
  readonly place: ChaosPlace;
  readonly runAt: Date;
  /** When it comes. */
  readonly at: Date;
  readonly content: string | Buffer;
  /** What is in it; `null` where it is no run of the place. */
  readonly samples: readonly Sample[] | null;
}

const KINDS: readonly Kind[] = ['linear', 'steady', 'seasonal', 'sawtooth'];

/** Everything that the places write in so many days, an object each hour, by the instant at which it comes. */
export function arrivals({ seed, days, from }: { seed: number; days: number; from: Date }): Arrival[] {
  const random = seededRandom(hash(seed, 0x9b1ace));
  const hosts = PLACES.map((place, index) =>
    KINDS.map((kind, number) => {
      const { scenario, seed: hostSeed } = hostOfKind(kind, hash(seed, index, number), {
        days: days + 1,
        from,
      });
      const { accountId, region } = place;
      const identity = { ...scenario.identity, accountId, region, hostId: `i-${index}${number}` };
      return simulateHost({ ...scenario, identity }, hostSeed);
    }),
  );
  const samplesOf = (index: number, at: Date) =>
    (hosts[index] ?? []).flatMap((host) => host.sample(at) ?? []);
  const written = PLACES.flatMap((place, index) =>
    Array.from({ length: days * 24 }, (_, hour): Arrival | null => {
      const runAt = new Date(from.getTime() + hour * HOUR);
      const isTroubled = (trouble: 'silent' | 'poisoned') =>
        place.trouble === trouble && hour >= TROUBLED[trouble].from && hour < TROUBLED[trouble].to;
      if (isTroubled('silent')) return null;
      const isLate = place.trouble === 'late' && hour >= LATE_FROM;
      const minutes = isLate ? random.whole(1, LATEST_MINUTES) : 1;
      const samples = samplesOf(index, runAt);
      const poison = isTroubled('poisoned')
        ? POISONS[hour % POISONS.length]?.(samples, samplesOf(0, runAt))
        : undefined;
      return {
        place,
        runAt,
        at: new Date(runAt.getTime() + minutes * MINUTE),
        content: poison ?? printSamples(samples),
        samples: poison === undefined ? samples : null,
      };
    }),
  );
  return written.flatMap((arrival) => arrival ?? []).sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** What a poisoned place writes instead of its samples, by what it should have written and what the hub wrote. */
const POISONS: readonly ((own: readonly Sample[], hub: readonly Sample[]) => string | Buffer)[] = [
  () => Buffer.from('no gzip'),
  () => 'no JSON\n',
  (_, hub) => printSamples(hub),
  (own, hub) => printSamples([...own, ...hub]),
  ([first]) =>
    first === undefined
      ? ''
      : printSamples(
          Array.from({ length: MAXIMUM_HOSTS + 1 }, (_, number) => ({ ...first, hostId: `i-many${number}` })),
        ),
  (own) => printSamples(own).slice(0, -20),
];
