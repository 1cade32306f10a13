import type { LeakKind } from '../domain/records/leak-kind.ts';

/** A release of the fleet, and what is known of it. */
export interface ReleaseRow {
  /** Upstream release, or `unknown`. */
  release: string;
  branch: string | null;
  hosts: number;
  leaking: number;
  /** What these leak first of all, most of them first. */
  kinds: { kind: LeakKind; hosts: number }[];
  suspected: number;
  /** Of its cohorts the highest, 0-1; `null` where no host of them can be judged. */
  leakProbability: number | null;
  /** Known bugs that leak, the most pressing first. */
  leaks: KnownLeak[];
  /** Known bugs of every kind. */
  advisories: number;
  endOfLife: string | null;
  life: 'alive' | 'ends-soon' | 'ended' | null;
  /** Advised by knowledge alone; `null` where the release is not known. */
  to: string | null;
}

export interface KnownLeak {
  id: string;
  summary: string;
  status: 'affected' | 'partly-fixed' | 'probable';
  fixedIn: string | null;
  source: string;
}

/** What an advisory says, wherever one of its readers finds its id. */
export interface AdvisoryTitle {
  /** What goes wrong. */
  summary: string;
  /** Where to check it, a web page; `null` where none is known. */
  source: string | null;
}

/** A branch that ended, or ends within half a year. */
export interface EndingBranch {
  branch: string;
  endOfLife: string;
  life: 'ends-soon' | 'ended';
  hosts: number;
  /** Where to go. */
  to: string;
}
