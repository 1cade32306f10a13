import { PROBE_SECONDS } from '../domain/records/command-time.ts';
import type { ProbeTrial } from '../domain/records/probe-trial.ts';
import type { HostIdentity, Sample } from '../domain/records/sample.ts';
import { type Invocation, STANDARD_ERROR } from './host-outcome.ts';

/** SSM's clock counts whole seconds, and the agent takes its own time. */
const LONGEST_SECONDS = PROBE_SECONDS + 2;

/** One host of each role: the first that answered in the run before, or else the first. */
export function trialHosts(hosts: readonly HostIdentity[], before: readonly Sample[]): HostIdentity[] {
  const answered = new Set(before.filter(({ outcome }) => outcome === 'sampled').map(({ hostId }) => hostId));
  return [...Map.groupBy(hosts, ({ role }) => role).values()].flatMap(
    (members) => members.find(({ hostId }) => answered.has(hostId)) ?? members.slice(0, 1),
  );
}

/** What a host answered to one document: its sample, and the invocation that it was read from. */
export interface HostAnswer {
  readonly sample: Sample;
  readonly invocation: Invocation | undefined;
}

/** Both answers of one host in one run. */
export interface TriedHost {
  readonly answer: HostAnswer;
  readonly previous: HostAnswer;
}

/**
 * Refused where a host did worse with the new document than with the one before it.
 *
 * @returns `null` where nothing can be told: the new document did well nowhere, and neither did the other
 */
export function judgeTrial(
  tried: readonly TriedHost[],
  { documentName, runAt }: { documentName: string; runAt: string },
): ProbeTrial | null {
  const hosts = tried.map(({ answer, previous }) => ({
    hostId: answer.sample.hostId,
    role: answer.sample.role,
    problem: problemOf(answer),
    previousProblem: problemOf(previous),
  }));
  const isRefused = hosts.some(
    ({ problem, previousProblem }) => problem !== null && previousProblem === null,
  );
  if (!isRefused && hosts.every(({ problem }) => problem !== null)) return null;
  return { schema: 1, documentName, runAt, verdict: isRefused ? 'refused' : 'accepted', hosts };
}

/** Why an answer is not as the probe's should be; `null` where it is. */
function problemOf({ sample, invocation }: HostAnswer): string | null {
  if (sample.outcome !== 'sampled') return sample.reason;
  const { seconds = null, stdout = '' } = invocation ?? {};
  if (seconds !== null && seconds > LONGEST_SECONDS) return 'Slow';
  if (stdout.includes(STANDARD_ERROR)) return 'StandardError';
  return stdout.trim().includes('\n') ? 'MoreThanItsLine' : null;
}
