import type { HostIdentity, Sample } from '../domain/records/sample.ts';
import { readProbeOutput } from './probe-output.ts';

/** How SSM says that the probe ended on one host. */
export interface Invocation {
  /** `StatusDetails` as SSM prints it, blanks included; `Success` alone means that there is output. */
  statusDetails: string;
  stdout: string;
  /** Between its start and its end on the host, by whole seconds; `null` where it has not ended. */
  seconds: number | null;
}

/** SSM prints it between what a host wrote to stdout and to stderr. */
export const STANDARD_ERROR = '----------ERROR-------';

/**
 * What one run says of one host: sampled, unreachable (with SSM's status) or malformed (with what is wrong).
 *
 * @param invocation none where the command never reached the host: SSM doesn't know it
 */
export function hostOutcome(
  identity: HostIdentity,
  invocation: Invocation | undefined,
  run: { runAt: string; askedFrom: Date; askedTo: Date },
): Sample {
  const record = { schema: 1 as const, runAt: run.runAt, ...identity };
  if (invocation === undefined) return { ...record, outcome: 'unreachable', reason: 'NotManaged' };
  // Printed with blanks in one place and without in another.
  const status = invocation.statusDetails.replaceAll(/[^A-Za-z]/g, '');
  if (status !== 'Success') return { ...record, outcome: 'unreachable', reason: status || 'Unknown' };
  const output = readProbeOutput(invocation.stdout, { from: run.askedFrom, to: run.askedTo });
  if ('malformed' in output) return { ...record, outcome: 'malformed', reason: output.malformed };
  return { ...record, outcome: 'sampled', reason: null, ...output.reading };
}
