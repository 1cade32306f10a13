import type { HostRef } from '../domain/records/host-key.ts';

/** Who answered, and of whom nobody can say how it stands. */
export interface Coverage {
  /** Share of the hosts that answered in the newest run; `null` for a fleet without hosts. */
  newestRun: number | null;
  /** Share of all answers due in the last seven days that came; `null` where none was due. */
  week: number | null;
  /** Hosts that the newest run could not read. */
  unanswered: (HostRef & { label: string; outcome: 'unreachable' | 'malformed'; reason: string })[];
  /** Hosts that no longer answer, the longest silent first. */
  silent: SilentHost[];
  /** Hosts of which nobody can say how they stand. */
  unknown: number;
  /** Hosts by verdict that are no statement: too little data, or nothing to be seen. */
  insufficientData: number;
  notObservable: number;
}

export interface SilentHost extends HostRef {
  label: string;
  /** When it answered last; `null` where it did not in 28 days, `undefined` where nobody knows. */
  answeredAt: string | null | undefined;
  outcome: 'unreachable' | 'malformed';
  /** SSM's code; `null` where the newest run is not at hand. */
  reason: string | null;
  /** Whether it counts as unknown, having no finding that stands. */
  isUnknown: boolean;
}
