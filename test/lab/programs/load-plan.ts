/** What to open at a port of 127.0.0.1. All but `short` stay open. */
export type LoadPlan =
  /** HTTP/1.1 connections that had one answer, or `answers`, and wait for the next request. */
  | { readonly kind: 'idle-http'; readonly port: number; readonly count: number; readonly answers?: number }
  /**
   * Tunnels: through CONNECT, an upgrade, or a proxy in TCP mode (`tls`: which ends TLS); with `bytesPerSecond` each
   * sends and gets that back.
   */
  | {
      readonly kind: 'connect' | 'upgrade' | 'tcp' | 'tls';
      readonly port: number;
      readonly count: number;
      readonly bytesPerSecond?: number;
    }
  /** Downloads and uploads that get, or send, ten bytes twice a second and never end. */
  | { readonly kind: 'slow-download' | 'slow-upload'; readonly port: number; readonly count: number }
  /** Requests of one connection each, evenly spaced, until the load is frozen. */
  | ShortPlan;

export interface ShortPlan {
  readonly kind: 'short';
  readonly port: number;
  /** As many as two cores can: what is not answered in time is not asked more often. */
  readonly perSecond: number;
  /** A word in each request's URL and headers. */
  readonly marker?: string;
  /** The clients' address, of 127.0.0.0/8. */
  readonly from?: string;
}

export type LoadQuestion =
  | { readonly do: 'open'; readonly plan: LoadPlan }
  | { readonly do: 'freeze' | 'count' | 'close' };

export interface LoadCounts {
  /** Connections open now, short requests under way included. */
  readonly open: number;
  /** Connections that ended without being asked to. */
  readonly lost: number;
  readonly shortDone: number;
  readonly shortFailed: number;
  readonly bytesReceived: number;
}
