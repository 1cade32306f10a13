import type { ProbeReport } from '../../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../../lambdas/domain/records/time.ts';
import { ProbeLine, printProbeLine, readProbeLine } from '../../../lambdas/probe/probe-line.ts';
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
  const recorded = readProbeLine(ProbeLine.parse(JSON.parse(line)));
  return {
    ...placement,
    launchedAt: new Date(0),
    state: 'running',
    managed: true,
    answer: ({ sentAt }) => ({
      status: 'Success',
      statusDetails: 'Success',
      stdout: `${askedAt(recorded, sentAt)}\n`,
      afterSeconds: 1,
    }),
  };
}

/** What the recording says with its instants moved to the time of asking; ages stay. */
function askedAt(recorded: ProbeReport, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const processes = recorded.processes.map((process) => ({
    ...process,
    startedAt: printInstant((seconds - (process.uptimeSeconds ?? 0)) * 1000),
  }));
  return printProbeLine({ ...recorded, takenAt: printInstant(seconds * 1000), processes });
}
