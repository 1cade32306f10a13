import type { Bin } from '../../lambdas/domain/records/bin.ts';

/** What a detector is shown of a host: no truth, and no bin that begins after the instant of the judgement. */
export type JudgedHost = {
  hostId: string;
  /** Role and version of the host; equal for hosts that may be compared. */
  cohort: string;
  /** In the order of time, at most one for each three hours. */
  bins: readonly Bin[];
};

export type Judgement = {
  leaking: boolean;
  suspected: boolean;
  /** Calibrated probability of a leak, of detectors that state one. */
  probability?: number;
  /** The number that the verdict rests on, whatever the detector calls it; `null` where there was too little data. */
  statistic?: number | null;
};

/** Judges a fleet at one instant. A host that is missing from the answer was given no verdict. */
export type Detector = {
  name: string;
  /** The rule in one line, for the reader of the tables. */
  rule: string;
  judge(hosts: readonly JudgedHost[]): Map<string, Judgement>;
};

/** A detector that looks at one host at a time; `pressureBytes` is the kernel's limit, if it could be read. */
export type HostDetector = {
  name: string;
  rule: string;
  judge(bins: readonly Bin[], pressureBytes: number | null): { leaking: boolean; statistic: number | null };
};

/**
 * `material`: it leaks, was seen leaking for 7 days or more and reaches pressure within 180. `other` counts neither for nor
 * against a detector: leaks that are younger or slower, that no reading shows, or that ended.
 */
export type Status = 'healthy' | 'material' | 'other';

export type Truth = {
  status: Status;
  /** Since the leak could first be seen; `null` while nothing leaks. */
  daysSinceOnset: number | null;
  /** Slope a day over the SD of daily medians of the noise that load doesn't explain; 0 while nothing leaks. */
  r: number;
};

export type CorpusHost = JudgedHost & {
  /** Class of the leak, or of what resembles one. */
  kind: string;
  /** What is so at an instant, in milliseconds. */
  truthAt(at: number): Truth;
};

/** Fleets made from seeds, so that a worker can make its own. */
export type Corpus = {
  name: string;
  /** What it is made of, with its seeds. */
  description: string;
  fleets: number;
  makeFleet(index: number): CorpusHost[];
};

export function judgeEachHost({ name, rule, judge }: HostDetector): Detector {
  return {
    name,
    rule,
    judge: (hosts) =>
      new Map(
        hosts.map(({ hostId, bins }) => {
          const pressureBytes = bins.findLast((bin) => bin.pressureBytes !== null)?.pressureBytes ?? null;
          return [hostId, { ...judge(bins, pressureBytes), suspected: false }];
        }),
      ),
  };
}
