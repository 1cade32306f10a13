import type { SampledHost } from '../../lambdas/domain/records/sample.ts';
import { commandLine } from './invocation.ts';
import { visible } from './terminal.ts';

const SOCKET_LINE = 'stats socket /run/haproxy/auditor.sock mode 600 level operator';

/** The probe's note that root would read more. */
export const NOT_ROOT = 'not-root';

/** What could not be read of a host, each with what to do about it. */
export function unreadHints({ processes, notes }: Pick<SampledHost, 'processes' | 'notes'>): string[] {
  // Whoever is not root can't tell what there is from what it may not see.
  const isRoot = !notes.includes(NOT_ROOT);
  const scans = new Set(isRoot ? processes.map(({ streams }) => streams.scan) : []);
  const socketHint = `Add to the global section of its configuration, and reload: ${SOCKET_LINE}`;
  return [
    ...(isRoot ? [] : ['Not run as root: some figures are out of reach. Put `sudo` before the command.']),
    ...(scans.has('skipped: no socket')
      ? [`Streams not counted: no stats socket was found. ${socketHint}`]
      : []),
    ...(scans.has('skipped: permission')
      ? [`Streams not counted: no stats socket has level operator. ${socketHint}`]
      : []),
    ...(scans.has('skipped: busy') ? ['Streams not counted: HAProxy is below 20% idle.'] : []),
    ...(scans.has('skipped: too many streams') ? ['Streams not counted: there are more than 20,000.'] : []),
    ...(scans.has('skipped: stopping')
      ? [`Who holds an old worker: sudo ${commandLine('probe', '--proof', '--old-workers')}`]
      : []),
    ...notes.flatMap((note) => NOTE_HINTS[note] ?? []),
  ];
}

/** The probe's reason why streams were not counted: `no stats socket`. */
export const scanReason = (scan: string): string =>
  SCAN_REASONS[scan] ?? visible(scan.replace(/^skipped: /, ''));

const SCAN_REASONS: Readonly<Record<string, string>> = {
  'skipped: no socket': 'no stats socket',
  'skipped: permission': 'no stats socket of level operator',
  'skipped: busy': 'HAProxy is below 20% idle',
  'skipped: too many streams': 'more than 20,000 streams',
};

const NOTE_HINTS: Readonly<Record<string, string>> = {
  'no-client': 'Nothing here can talk to a stats socket: install socat.',
  'config-unreadable': 'A configuration could not be read, so its stats sockets are not known.',
  'config-changed': 'A configuration file is newer than its worker, which may run with other directives.',
  'config-cut': 'A configuration is larger than 1 MB: only its head was read.',
  'counter-wrapped': 'HAProxy prints a count below 0 as a huge number: it is left out.',
  'socket-not-unix': 'A stats socket is neither a file nor on TCP: it is not asked.',
  'socket-not-own':
    'A stats socket on TCP is not asked: it is on no loopback address, or other programs listen there too.',
  'package-newer': 'A newer package is installed than the one that runs: restart.',
  'no-tcp-mem': 'The limits of TCP memory are not visible here: this is a container.',
};
