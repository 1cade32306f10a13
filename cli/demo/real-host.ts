import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { auditNow } from '../audit-now.ts';
import { ownMachine, startEmbeddedFleet } from '../embedded-fleet.ts';

/** The HAProxy of this machine, audited as one more host; none where the probe can't run or finds no HAProxy. */
export async function auditThisMachine(): Promise<Sample[]> {
  const thisMachine = ownMachine();
  if (thisMachine === null) return [];
  const { clients, env, close } = await startEmbeddedFleet([thisMachine]);
  try {
    const samples = await auditNow(clients, env);
    return samples.filter((sample) => sample.outcome === 'sampled' && sample.processes.length > 0);
  } finally {
    await close();
  }
}
