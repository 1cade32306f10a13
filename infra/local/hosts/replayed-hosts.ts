import type { LocalHost } from './local-host.ts';
import recordings from './replayed-hosts.json' with { type: 'json' };

/** One host of the embedded endpoint that prints what the probe printed over a recording of a real HAProxy. */
export interface Recording {
  name: string;
  /** What the recording shows. */
  about: string;
  /** The probe's line. */
  line: string;
}

/** The recordings of real builds: one that leaks, and others that don't. */
export const RECORDINGS: readonly Recording[] = recordings;

/** A host that replays a recording: the same figures, at the instant it is asked. */
export function replayedHost(
  { line }: Recording,
  placement: Pick<LocalHost, 'hostId' | 'availabilityZone' | 'tags'>,
): LocalHost {
  return {
    ...placement,
    launchedAt: new Date(0),
    state: 'running',
    managed: true,
    answer: ({ sentAt }) => ({
      status: 'Success',
      statusDetails: 'Success',
      stdout: `${askedAt(line, sentAt)}\n`,
      afterSeconds: 1,
    }),
  };
}

/** Places of the probe's line, as in lambdas/probe/probe-line.ts. */
const STARTED_AT = 6;
const UPTIME = 7;

/** The line with its instants moved to the time of asking; ages stay. */
function askedAt(line: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const read = JSON.parse(line) as { t: number; w: number[][] };
  const w = read.w.map((worker) => worker.with(STARTED_AT, seconds - (worker[UPTIME] ?? 0)));
  return JSON.stringify({ ...read, t: seconds, w });
}
