import { existsSync } from 'node:fs';
import { type JudgedSample, judged } from '../judged-sample.ts';
import { hostIdentity, sampleThisMachine } from '../this-host/read-sample.ts';

/** One look at the HAProxy of this machine; `null` where the probe can't run or finds no HAProxy. */
export async function auditThisMachine(): Promise<JudgedSample | null> {
  if (!existsSync('/proc/net/sockstat')) return null;
  const sample = await sampleThisMachine(hostIdentity());
  return sample.outcome === 'sampled' && sample.processes.length > 0 ? judged(sample) : null;
}
