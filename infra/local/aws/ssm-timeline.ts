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

export interface RateControl {
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

/**
 * Plays a command's rate control over the hosts' answers, in the hosts' order: at most `maxConcurrency` at a time;
 * what has not started when the errors exceed `maxErrors` is Terminated; what has not ended at the expiry is
 * "Delivery Timed Out".
 */
export function planTimelines(answers: readonly LocalAnswer[], control: RateControl): Timeline[] {
  const { maxConcurrency, maxErrors, expiresAfterSeconds } = control;
  const running: number[] = [];
  const errorsAt: number[] = [];
  let stoppedAt: number | undefined;
  return answers.map((answer) => {
    const start = stoppedAt ?? (running.length < maxConcurrency ? 0 : takeEarliest(running));
    if (stoppedAt === undefined && errorsAt.length > maxErrors) {
      const errors = errorsAt.filter((instant) => instant <= start).length;
      if (errors > maxErrors) stoppedAt = start;
    }
    if (stoppedAt !== undefined) {
      return { startsAfterSeconds: stoppedAt, endsAfterSeconds: stoppedAt, ending: TERMINATED };
    }
    const timeline = timelineOf(answer, start, expiresAfterSeconds);
    running.push(timeline.endsAfterSeconds);
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

function takeEarliest(running: number[]): number {
  const earliest = running.reduce((a, b) => Math.min(a, b));
  running.splice(running.indexOf(earliest), 1);
  return earliest;
}
