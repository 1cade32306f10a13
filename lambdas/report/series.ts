import type { HostEvent } from '../domain/records/bin.ts';
import type { HostRef } from '../domain/records/host-key.ts';
import type { Verdict } from '../domain/records/verdict.ts';

/** Readings of a host that leaks or is suspected; the 20 with the highest score have them. */
export interface HostSeries extends HostRef {
  label: string;
  verdict: Verdict;
  /** Of the kernel, at the newest point. */
  pressureBytes: number | null;
  /** Three-hour medians of 28 days in order of time; a missing bin has no point. */
  points: SeriesPoint[];
  events: SeriesEvent[];
  /** Present level and growth, drawn out; `null` where growth isn't known. */
  projection: Projection | null;
}

export interface SeriesPoint {
  at: string;
  memoryBytes: number | null;
  stuckStreams: number | null;
  deadSockets: number | null;
}

export interface SeriesEvent {
  at: string;
  kind: HostEvent;
  /** For an upgrade: `2.8.11 to 2.8.27`. */
  text: string | null;
}

/** A straight line with its 95% interval. */
export interface Projection {
  from: { at: string; bytes: number };
  to: { at: string; estimate: number; low: number; high: number };
}

/** The fleet at an earlier assessment, oldest first. */
export interface FleetPoint {
  at: string;
  score: number;
  leaking: number;
  suspected: number;
  hosts: number;
}
