import { runProbe } from '../../infra/local/hosts/this-machine.ts';
import { NO_PLACE } from '../../lambdas/domain/records/host-key.ts';
import type { HostIdentity, Sample, SampledHost } from '../../lambdas/domain/records/sample.ts';
import { MINUTE, printInstant } from '../../lambdas/domain/records/time.ts';
import { hostOutcome } from '../../lambdas/probe/host-outcome.ts';
import { ownHostId } from './machine-id.ts';

/** Of a machine without an id of its own, whose sample leaves it only by hand. */
const UNNAMED = 'this-machine';

/** Who a host is where EC2 does not say it: named by a person, or by the machine's own id. */
export const hostIdentity = (named: Partial<HostIdentity> = {}): HostIdentity => ({
  hostId: named.hostId ?? ownHostId() ?? UNNAMED,
  accountId: named.accountId ?? NO_PLACE,
  region: named.region ?? NO_PLACE,
  availabilityZone: named.availabilityZone ?? null,
  role: named.role ?? null,
  name: named.name ?? null,
});

/**
 * A run is named by the instant it is due: of hosts that are asked apart, at any second of the same period, it is one run.
 * @param periodMinutes a divisor of 60; 1 for a look that belongs to no schedule
 */
export function runInstant(now: Date, periodMinutes: number): string {
  const period = periodMinutes * MINUTE;
  return printInstant(now.getTime() - (now.getTime() % period));
}

/** One look of the probe at this machine, as an archive has it. */
export async function sampleThisMachine(identity: HostIdentity, periodMinutes = 1): Promise<Sample> {
  const askedFrom = new Date();
  const { statusDetails, stdout } = await runProbe(['--no-jitter']);
  const invocation = { statusDetails, stdout, seconds: null };
  return hostOutcome(identity, invocation, {
    runAt: runInstant(askedFrom, periodMinutes),
    askedFrom,
    askedTo: new Date(),
  });
}

/**
 * The same of a machine that has to answer.
 * @throws Error where the probe can't run here or can't be read
 */
export async function readThisMachine(): Promise<SampledHost> {
  const sample = await sampleThisMachine(hostIdentity());
  if (sample.outcome === 'sampled') return sample;
  throw new Error(unreadable(sample.reason));
}

/** Why the probe's answer is no sample, with what it needs. */
export const unreadable = (reason: string): string =>
  `the probe can't be read (${reason}); it needs Linux with /proc, a shell, awk and timeout`;
