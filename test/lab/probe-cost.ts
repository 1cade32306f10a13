import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { programPath } from './needs.ts';
import { type ProbeRun, runProbe } from './run-probe.ts';

const Cost = z.object({
  wallSeconds: z.number(),
  /** User and system time of every process of the probe. */
  cpuSeconds: z.number(),
  /** The most that one of its processes had resident. */
  peakBytes: z.number(),
  /** The most that all of them had at once, sampled every few milliseconds; null unless asked for. */
  treePeakBytes: z.number().nullable(),
  /** Processes that outlived the probe. */
  leftBehind: z.number(),
});
export type Cost = z.infer<typeof Cost>;

export interface MeasureOptions {
  /** Of which only the worker and its master should be a part. */
  readonly procfs?: string;
  /** A process whose network namespace the probe runs in. */
  readonly networkOf?: { readonly pid: number } | undefined;
  /** Another copy of the probe. */
  readonly script?: string;
  /** Also `treePeakBytes`; sampling makes the other figures a little worse. */
  readonly tree?: boolean;
}

/** Runs the probe once and says what it cost this machine. Needs python3, and nsenter for another namespace. */
export async function measureProbe(options: MeasureOptions = {}): Promise<ProbeRun & { cost: Cost }> {
  const { procfs, networkOf, script, tree } = options;
  const folder = mkdtempSync(join(tmpdir(), 'probe-cost-'));
  const report = join(folder, 'cost.json');
  const before = [
    ...(networkOf ? [programPath('nsenter'), '-t', `${networkOf.pid}`, '-n', '--'] : []),
    ...[programPath('python3'), '-I', '-S', join(import.meta.dirname, 'programs/measured.py'), report],
    ...(tree ? ['--tree'] : []),
    '/bin/sh',
  ];
  try {
    const run = await runProbe(procfs ? ['--procfs', procfs] : [], before, script);
    return { ...run, cost: Cost.parse(JSON.parse(readFileSync(report, 'utf8'))) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
