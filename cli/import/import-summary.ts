import { DAY_SECONDS, printInstant } from '../../lambdas/domain/records/time.ts';
import { coverageOf, type ReadingCoverage } from '../archive/sample-readings.ts';
import type { ImportedDay } from './import-state.ts';
import type { Range } from './prometheus-api.ts';
import { daysOf } from './run-import.ts';

/** What an import came to, over all of its days. */
export interface ImportSummary {
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly string[];
  readonly samples: number;
  readonly sampled: number;
  readonly coverage: readonly ReadingCoverage[];
  /** Whether limits of TCP memory are the kernel's default for each host's memory. */
  readonly areLimitsAssumed: boolean;
  /** Days on which no host was heard. */
  readonly emptyDays: readonly string[];
  /** Hosts that on no day had figures of node_exporter. */
  readonly hostsWithoutKernel: readonly string[];
  /** Series that had none of the labels which name a host. */
  readonly withoutHost: number;
  readonly warnings: readonly string[];
}

/** @param days of the state's file; those outside of the period are of an earlier call */
export function importSummary(
  days: readonly ImportedDay[],
  period: Range,
  warnings: ReadonlySet<string>,
): ImportSummary {
  const dates = new Set(daysOf(period).map(({ date }) => date));
  const inPeriod = days.filter(({ date }) => dates.has(date));
  const sum = (of: (day: ImportedDay) => number) => inPeriod.reduce((total, day) => total + of(day), 0);
  const sampled = sum((day) => day.sampled);
  const known = (inPeriod[0]?.known ?? []).map((_, index) => sum((day) => day.known[index] ?? 0));
  const hosts = [...new Set(inPeriod.flatMap((day) => day.hosts))].sort();
  const withKernel = new Set(
    inPeriod.flatMap((day) => day.hosts.filter((host) => !day.hostsWithoutKernel.includes(host))),
  );
  return {
    from: printInstant(period.from * 1000),
    to: printInstant(period.to * 1000),
    hosts,
    samples: sum((day) => day.samples),
    sampled,
    coverage: coverageOf(known, sampled),
    areLimitsAssumed: sum((day) => day.assumedLimits) > 0,
    // The period may end a minute after midnight.
    emptyDays: inPeriod
      .filter((day) => day.sampled === 0 && day.to - day.from >= DAY_SECONDS / 2)
      .map(({ date }) => date),
    hostsWithoutKernel: hosts.filter((host) => !withKernel.has(host)),
    withoutHost: sum((day) => day.withoutHost),
    warnings: [...warnings],
  };
}
