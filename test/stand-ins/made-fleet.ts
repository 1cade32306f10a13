import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { changedFindings, type Finding } from '../../lambdas/domain/assess/finding.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { SampledHost } from '../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { sampled, worker } from '../domain/samples.ts';
import { syntheticBins } from '../domain/synthetic-bins.ts';

/** So many hosts that answered in a run, the first with one stuck stream, the second with two, and so on. */
export const sampledHosts = (count: number, runAt: string): SampledHost[] =>
  Array.from({ length: count }, (_, index) =>
    sampled(`i-${String(index + 1).padStart(17, '0')}`, {
      runAt,
      tcp: { memoryPages: 1_000 + index, memoryPressurePages: 100_000 },
      processes: [worker({ version: '2.8.11', stuck: index + 1, deadSockets: 2 * index })],
    }),
  );

/** A fleet of which every host leaks. */
export function assessedFleet(hosts: number): Assessment {
  const bins = Array.from({ length: hosts }, (_, seed) =>
    syntheticBins(seed, { days: 14, stuckPerDay: 200 }),
  );
  const at = new Date(Date.parse(bins[0]?.at(-1)?.binAt ?? '') + 3 * 3_600_000);
  return assessFleet(bins.flat(), { at, knowledge, before: null });
}

export const findingsOf = (assessment: Assessment): Finding[] => changedFindings(null, assessment);
