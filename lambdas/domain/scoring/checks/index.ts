import type { Check } from './check.ts';
import * as counted from './counted.ts';
import * as held from './held.ts';
import * as levels from './levels.ts';
import * as memory from './memory.ts';

/** Every question of whether a reading grows, in the order in which evidence is shown. */
export const GROWTH_CHECKS = [
  counted.stuckStreams,
  counted.deadSockets,
  counted.allDeadSockets,
  counted.unlistedSockets,
  counted.closeWaitSockets,
  held.connectionGrowth,
  held.streamlessConnections,
  held.untimedStreams,
  held.plainFileGrowth,
  held.openFileGrowth,
  held.allOpenFileGrowth,
  counted.oldWorkers,
  held.oldWorkerFiles,
  held.oldWorkerMemory,
  memory.poolGrowth,
  memory.residentGrowth,
  memory.allResidentGrowth,
  memory.heapGrowth,
  memory.memoryGrowth,
] as const satisfies readonly Check[];

/** Whether a worker holds more than a sound one can, whatever grows. */
const LEVEL_CHECKS = [levels.excessCloseWait, levels.excessOpenFiles] as const satisfies readonly Check[];

/** Every question asked of a host. */
export const CHECKS = [
  ...GROWTH_CHECKS,
  levels.agedStreams,
  ...LEVEL_CHECKS,
] as const satisfies readonly Check[];
export type CheckName = (typeof CHECKS)[number]['name'];

/** The checks of growth that count the leak itself. */
export const LEAK_COUNTS: readonly Check[] = GROWTH_CHECKS.filter(({ countsLeak }) => countsLeak);

/** Of these, the ones that count in the running workers, and so begin at nothing in each. */
export const WORKER_LEAK_COUNTS = LEAK_COUNTS.filter(({ scope }) => scope === 'workers');

const LEAK_COUNT_NAMES: ReadonlySet<string> = new Set(
  CHECKS.filter(({ countsLeak }) => countsLeak).map(({ name }) => name),
);

const LEVEL_NAMES: ReadonlySet<string> = new Set(LEVEL_CHECKS.map(({ name }) => name));

/** Whether a check, or archived evidence of one, is of a level. */
export const isLevel = (check: string): boolean => LEVEL_NAMES.has(check);

/** Whether archived evidence is of a check that counts the leak itself. */
export const countsLeak = ({ check }: { check: string }): boolean => LEAK_COUNT_NAMES.has(check);
