import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import type { FaultyAws, SteppedClock } from './faulty-aws.ts';
import type { Delivery, Verb } from './schedule.ts';

/** Lambda runs a failed event once more, a minute later. */
const ATTEMPTS = 2;
const RETRY_SECONDS = 60;

/** How an invocation ended. */
export type Ending = 'done' | 'failed' | 'killed' | 'too-old';

export interface Attempt<Of extends string = Verb> {
  readonly verb: Of;
  readonly scheduledAt: Date;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly ending: Ending;
  /** Whether Lambda now puts the event into the failure queue. */
  readonly isGivenUp: boolean;
}

export interface InvokerOptions<Of extends string> {
  readonly aws: Pick<FaultyAws, 'endAfter' | 'made'>;
  readonly random: Random;
  /** Share of the invocations that end between two calls. */
  readonly kills: number;
  readonly clock: SteppedClock;
  readonly run: (verb: Of, at: Date) => Promise<unknown>;
  /** Grows with each attempt. */
  readonly attempts: Attempt<Of>[];
}

/** Lambda's part: an event that fails is run once more, unless it is older than `maximumAge` milliseconds by then. */
export function invoker<Of extends string>({
  aws,
  random,
  kills,
  clock,
  run,
  attempts,
}: InvokerOptions<Of>): (delivery: Delivery<Of>, maximumAge: number) => Promise<void> {
  return async ({ verb, scheduledAt, copies }, maximumAge) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const startedAt = clock.now();
      const note = (ending: Ending, isGivenUp: boolean) =>
        attempts.push({ verb, scheduledAt, startedAt, endedAt: clock.now(), ending, isGivenUp });
      if (startedAt.getTime() - scheduledAt.getTime() > maximumAge) {
        note('too-old', true);
        return;
      }
      const killed = aws.endAfter(
        random.chance(kills) ? random.whole(0, 12 * copies) : Number.POSITIVE_INFINITY,
      );
      const first = ending(run(verb, scheduledAt), killed);
      const endings = [first];
      if (copies === 2) {
        await Promise.race([first, aws.made(random.whole(1, 5))]);
        endings.push(ending(run(verb, scheduledAt), killed));
      }
      const ended = await Promise.all(endings);
      for (const one of ended) note(one, one !== 'done' && attempt === ATTEMPTS);
      if (ended.every((one) => one === 'done')) return;
      clock.wait(RETRY_SECONDS);
    }
  };
}

const ending = (run: Promise<unknown>, killed: Promise<'killed'>): Promise<Ending> =>
  Promise.race([
    run.then(
      () => 'done' as const,
      () => 'failed' as const,
    ),
    killed,
  ]);
