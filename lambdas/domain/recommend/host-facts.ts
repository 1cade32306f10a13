import type { Bin, HostConfiguration } from '../records/bin.ts';
import type { Evidence, ShownKind } from '../records/evidence.ts';
import type { HostLimit, NearestLimit } from '../records/limit.ts';
import { BINS_A_DAY } from '../records/time.ts';
import type { HostAssessment } from '../scoring/judge-host.ts';

/** How a host stood in the last bin that it answered in, as far as it bears on what to do. */
export interface HostStanding {
  /** What is installed; what runs may be older. */
  package: string | null;
  config: HostConfiguration | null;
  notes: readonly string[];
  /** Old workers that drain. */
  stoppingWorkers: number;
  /** TCP memory as a share of the kernel's pressure limit, the most of the last day; `null` where not known. */
  shareOfPressure: number | null;
}

/** What bears on what to do with a host: its verdict, and how it stands. */
export interface HostFacts
  extends HostStanding,
    Pick<
      HostAssessment,
      | 'verdict'
      | 'leakProbability'
      | 'memoryGrowthBytesPerDay'
      | 'secondsToPressure'
      | 'daysObserved'
      | 'version'
    > {
  /** Between its restarts, where they are regular. */
  restartEverySeconds?: number | null;
  /** How it stands to each limit, and which it reaches first: that of TCP memory where these are not given. */
  limits?: readonly HostLimit[];
  nearestLimit?: NearestLimit | null;
  kinds?: readonly Pick<ShownKind, 'witness'>[];
  evidence: readonly Pick<Evidence, 'check' | 'kind' | 'logOdds' | 'summary'>[];
}

/** @param bins of one host, by time */
export function hostStanding(bins: readonly Bin[]): HostStanding {
  const answered = bins.filter(({ sampled }) => sampled > 0);
  const last = answered.at(-1);
  const shares = answered
    .slice(-BINS_A_DAY)
    .flatMap(({ memoryBytes, pressureBytes }) =>
      memoryBytes === null || !pressureBytes ? [] : memoryBytes / pressureBytes,
    );
  return {
    package: last?.package ?? null,
    config: last?.config ?? null,
    notes: last?.notes ?? [],
    stoppingWorkers: last?.stoppingWorkers ?? 0,
    shareOfPressure: shares.length === 0 ? null : Math.max(...shares),
  };
}
