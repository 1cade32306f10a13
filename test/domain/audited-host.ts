import type { Process, SampledHost } from '../../lambdas/domain/records/sample.ts';
import { sampled, worker } from './samples.ts';

/** Instants are seconds after this one, the start of a bin. */
export const EPOCH = '2026-11-22T12:00:00Z';
export const HOUR = 3600;

/** An instant as samples write it. */
export const instant = (seconds: number): string =>
  new Date(Date.parse(EPOCH) + seconds * 1000).toISOString().replace('.000Z', 'Z');

/** A worker of the described host; `startedAt` in seconds after EPOCH, all else as a sample has it. */
export interface AuditedWorker {
  pid?: number | null;
  startedAt?: number;
  state?: 'running' | 'stopping' | null;
  version?: string | null;
  hash?: string | null;
  known?: Partial<Process>;
}

export interface AuditedHost {
  workers?: readonly AuditedWorker[];
  bootId?: string | null;
  bootedAt?: number;
  pressurePages?: number | null;
  /** By how many seconds the host's clock is ahead. */
  clockAhead?: number;
  /** Seconds from the scheduled instant until the host answers. */
  delay?: number;
  tcp?: Partial<SampledHost['tcp']>;
  notes?: string[];
}

/** What a probe of the host says in the run at `at`: uptimes by time itself, start times by the host's clock. */
export function answer(at: number, host: AuditedHost, hostId = 'i-a'): SampledHost {
  const { bootId = 'boot-1', bootedAt = -900_000, pressurePages = 1000, clockAhead = 0, delay = 3 } = host;
  const now = at + delay;
  return {
    ...sampled(hostId, {
      runAt: instant(at),
      kernel: { bootId, uptimeSeconds: now - bootedAt },
      tcp: { memoryPressurePages: pressurePages, ...host.tcp },
      processes: (host.workers ?? [{}]).map((one) => auditedWorker(one, now, clockAhead)),
      notes: host.notes ?? [],
    }),
    takenAt: instant(now + clockAhead),
  };
}

function auditedWorker(described: AuditedWorker, now: number, clockAhead: number): Process {
  const { pid = 100, startedAt = -500_000, state = 'running', version = '2.8.11' } = described;
  const { hash = 'sha256:aaa', known = {} } = described;
  const directives = { clientTimeoutSeconds: 60, serverTimeoutSeconds: 90, tunnelTimeoutSeconds: null };
  const tcpUt = { clientTcpUserTimeoutSeconds: null, serverTcpUserTimeoutSeconds: null };
  return worker({
    pid,
    state,
    version,
    startedAt: instant(startedAt + clockAhead),
    uptimeSeconds: now - startedAt,
    config: { hash, ...directives, ...tcpUt, untimedProxies: 0, hardStopAfterSeconds: null },
    ...known,
  });
}

/** The instants of an audit: every `period` seconds in [from, until). */
export function runsBetween(from: number, until: number, period = 900): number[] {
  return Array.from({ length: Math.ceil((until - from) / period) }, (_, index) => from + index * period);
}
