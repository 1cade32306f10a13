import type { Command } from 'commander';
import { runProbe } from '../../infra/local/hosts/this-machine.ts';
import {
  type HostIdentity,
  NO_PLACE,
  type Sample,
  type SampledHost,
} from '../../lambdas/domain/records/sample.ts';
import { MINUTE, printInstant } from '../../lambdas/domain/records/time.ts';
import { hostOutcome } from '../../lambdas/probe/host-outcome.ts';
import { EXIT } from '../text/terminal.ts';
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

/** A run is named by the instant it is due, here the minute that has begun. */
export const runInstant = (now: Date): string => printInstant(now.getTime() - (now.getTime() % MINUTE));

/** One look of the probe at this machine, as an archive has it. */
export async function sampleThisMachine(identity: HostIdentity): Promise<Sample> {
  const askedFrom = new Date();
  const { statusDetails, stdout } = await runProbe(['--no-jitter']);
  const invocation = { statusDetails, stdout, seconds: null };
  return hostOutcome(identity, invocation, {
    runAt: runInstant(askedFrom),
    askedFrom,
    askedTo: new Date(),
  });
}

/**
 * The same of a machine that has to answer.
 * @throws CommanderError, with the exit code for a failure, where the probe can't run here or can't be read
 */
export async function readThisMachine(command: Command): Promise<SampledHost> {
  const sample = await sampleThisMachine(hostIdentity());
  if (sample.outcome === 'sampled') return sample;
  return command.error(`error: ${unreadable(sample.reason)}`, { exitCode: EXIT.failure });
}

/** Why the probe's answer is no sample, with what it needs. */
export const unreadable = (reason: string): string =>
  `the probe can't be read (${reason}); it needs Linux with /proc, a shell, awk and timeout`;
