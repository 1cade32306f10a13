import type { LocalAnswer } from '../hosts/local-host.ts';

export type Ending = Pick<LocalAnswer, 'status' | 'statusDetails'> & {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 where the host never answered. */
  readonly exitCode: number;
};

/** One invocation's timeline; seconds count from SendCommand. */
export interface Timeline {
  readonly startsAfterSeconds: number;
  readonly endsAfterSeconds: number;
  readonly ending: Ending;
  /** A status on the way that is neither the first nor the last, as `Delayed`. */
  readonly meanwhile?: { readonly afterSeconds: number } & Pick<LocalAnswer, 'status' | 'statusDetails'>;
}

/**
 * What Run Command waits for before it sends to two more hosts: that an invocation was acknowledged, or that it
 * completed. Editions of AWS's guide say one or the other.
 */
export type Ramp = 'acknowledged' | 'completed';

export interface RateControl {
  readonly ramp: Ramp;
  readonly maxConcurrency: number;
  /** Sending stops at the first error above this number. */
  readonly maxErrors: number;
  /** The command's whole life: TimeoutSeconds and the step's own timeout. */
  readonly expiresAfterSeconds: number;
}

const UNANSWERED = { stdout: '', stderr: '', exitCode: -1 } as const;
const EXPIRED: Ending = { status: 'TimedOut', statusDetails: 'Delivery Timed Out', ...UNANSWERED };
// AWS gives no `Status` for it in words; the enumeration has no other that means "stopped by the system".
const TERMINATED: Ending = { status: 'Cancelled', statusDetails: 'Terminated', ...UNANSWERED };

/** From the sending to the acknowledgement, which is SSM's own: a silent host holds up nobody. */
const ACKNOWLEDGED_SECONDS = 0.5;

/**
 * Plays a command's rate control over the hosts' answers, in the hosts' order: first one, then two more for each that
 * was acknowledged or completed, at most `maxConcurrency` at a time; what has not started when the errors exceed
 * `maxErrors` is Terminated; what has not ended at the expiry is "Delivery Timed Out".
 */
export function planTimelines(answers: readonly LocalAnswer[], control: RateControl): Timeline[] {
  const { ramp, maxConcurrency, maxErrors, expiresAfterSeconds } = control;
  const running: number[] = [];
  const released: number[] = [];
  let allowed = 0;
  let lastStart = 0;
  const errorsAt: number[] = [];
  let stoppedAt: number | undefined;
  return answers.map((answer, index) => {
    let start = stoppedAt ?? lastStart;
    if (stoppedAt === undefined) {
      for (; allowed < index; allowed += 2) start = Math.max(start, takeEarliest(released));
      if (running.length >= maxConcurrency) start = Math.max(start, takeEarliest(running));
      lastStart = start;
    }
    if (stoppedAt === undefined && errorsAt.length > maxErrors) {
      const errors = errorsAt.filter((instant) => instant <= start).length;
      if (errors > maxErrors) stoppedAt = start;
    }
    if (stoppedAt !== undefined) {
      return { startsAfterSeconds: stoppedAt, endsAfterSeconds: stoppedAt, ending: TERMINATED };
    }
    const timeline = timelineOf(answer, start, expiresAfterSeconds);
    insert(running, timeline.endsAfterSeconds);
    insert(released, ramp === 'completed' ? timeline.endsAfterSeconds : start + ACKNOWLEDGED_SECONDS);
    if (isError(timeline.ending)) errorsAt.push(timeline.endsAfterSeconds);
    return timeline;
  });
}

/** What counts to ErrorCount and MaxErrors: not the undelivered. */
export const isError = ({ status, statusDetails }: Pick<Ending, 'status' | 'statusDetails'>): boolean =>
  (status === 'Failed' && lettersOf(statusDetails) === 'failed') ||
  lettersOf(statusDetails) === 'executiontimedout';

/** Status details are printed with blanks and filtered without. */
export const lettersOf = (statusDetails: string): string =>
  statusDetails.replace(/[^a-z]/gi, '').toLowerCase();

function timelineOf(answer: LocalAnswer, start: number, expiry: number): Timeline {
  const { status, statusDetails } = answer;
  const at = start + (answer.afterSeconds ?? 0);
  const isFinal = FINAL.has(status);
  if (isFinal && at < expiry) {
    const { stdout, stderr = '', exitCode = status === 'Success' ? 0 : -1 } = answer;
    return {
      startsAfterSeconds: start,
      endsAfterSeconds: at,
      ending: { status, statusDetails, stdout, stderr, exitCode },
    };
  }
  const expired = { startsAfterSeconds: Math.min(start, expiry), endsAfterSeconds: expiry, ending: EXPIRED };
  return isFinal ? expired : { ...expired, meanwhile: { afterSeconds: at, status, statusDetails } };
}

const FINAL: ReadonlySet<LocalAnswer['status']> = new Set(['Success', 'Cancelled', 'TimedOut', 'Failed']);

/** Of instants in descending order. */
const takeEarliest = (instants: number[]): number => instants.pop() ?? 0;

function insert(instants: number[], instant: number): void {
  let [from, to] = [0, instants.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((instants[middle] ?? 0) > instant) from = middle + 1;
    else to = middle;
  }
  instants.splice(from, 0, instant);
}
