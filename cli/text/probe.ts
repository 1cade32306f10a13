import { percentOfPressure, tcpMemoryBytes } from '../../lambdas/domain/audit/host-figures.ts';
import { bytesPhrase, countPhrase, durationPhrase } from '../../lambdas/domain/format.ts';
import type { ProbeReport, Process } from '../../lambdas/domain/records/sample.ts';
import { isLeak } from '../../lambdas/domain/releases/advisory-rank.ts';
import { enterpriseReasons, runningEnterprise } from '../../lambdas/domain/releases/enterprise-release.ts';
import { findVersion, type Knowledge } from '../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease } from '../../lambdas/domain/releases/release-advice.ts';
import { commandLine, hint } from './invocation.ts';
import { colours, hanging, prose, visible } from './terminal.ts';

/** Share of a limit from which on a level is near it, 0-1. */
const NEAR_LIMIT = 0.9;
/** Column in which figures begin. */
const NAME_WIDTH = 27;
const SOCKET_LINE = 'stats socket /run/haproxy/auditor.sock mode 600 level operator';

/** What a host says of itself, whoever read it and when. */
type Readings = Omit<ProbeReport, 'probe' | 'takenAt'>;

interface Look {
  columns: number;
  knowledge: Knowledge;
  now: Date;
  isRoot: boolean;
}

/** What the probe read of this machine, for a person: what stands, what is near a limit, what could not be read. */
export function renderProbe(host: Readings, look: Look): string {
  const { processes } = host;
  const blocks = [
    look.isRoot
      ? []
      : prose('Not run as root: some figures are out of reach. Put `sudo` before the command.', look).map(
          colours.yellow,
        ),
    processes.length === 0 ? ['No HAProxy worker runs here.'] : [],
    ...processes.map((worker) => workerLines(worker, host, look)),
    hostLines(host),
    hints(host).flatMap((text) => prose(text, look)),
    [hint('All that was read', 'probe', '--json')],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function workerLines(worker: Process, { kernel }: Readings, look: Look): string[] {
  const { connections, streams, sockets } = worker;
  const memoryLimit = worker.memoryLimitBytes ?? kernel.memoryTotalBytes;
  const oldest = streams.oldestStuckSeconds;
  return [
    colours.bold(titleOf(worker)),
    ...releaseLines(worker, look),
    count('stuck streams', streams.stuck, oldest ? `the oldest for ${durationPhrase(oldest)}` : ''),
    count('dead sockets', worker.deadSockets, 'held open though the kernel has closed them'),
    count('sockets in CLOSE_WAIT', sockets.closeWait, 'closed by the peer and not by HAProxy'),
    line('streams without any timer', streams.untimed === null ? 'not known' : countPhrase(streams.untimed)),
    level('connections', connections.current, connections.max, countPhrase),
    level('descriptors', worker.openFiles, worker.maxOpenFiles, countPhrase),
    level('memory', worker.residentBytes, memoryLimit, bytesPhrase),
    ...(worker.swapBytes ? [level('swapped out', worker.swapBytes, null, bytesPhrase)] : []),
    ...(worker.state === 'stopping' && worker.config?.hardStopAfterSeconds === null
      ? ['  Nothing ends an old worker: hard-stop-after is not set.']
      : []),
  ];
}

function titleOf({
  version,
  package: packaged,
  pid,
  state,
  uptimeSeconds,
  stoppingSeconds,
  count,
}: Process): string {
  const release = visible(version === null ? (packaged ?? 'HAProxy') : `HAProxy ${version}`);
  if (pid === null) return `${release}, ${count} more workers together`;
  const age = uptimeSeconds === null ? '' : `, up for ${durationPhrase(uptimeSeconds)}`;
  const stopping = stoppingSeconds === null ? '' : ` for ${durationPhrase(stoppingSeconds)} at most`;
  return `${release}, worker ${pid}${age}${state === 'stopping' ? `, told to stop${stopping}` : ''}`;
}

/** The known leaks of a release in a word, and what to run instead. */
function releaseLines({ version, package: packaged }: Process, { knowledge, now, columns }: Look): string[] {
  const enterprise = runningEnterprise({ version, package: packaged });
  if (enterprise !== null)
    return hanging(line('known leaks', ''), `not known. ${enterpriseReasons(enterprise)[0]}.`, columns);
  if (version === null) return [];
  const found = findVersion(version, knowledge);
  if ('reason' in found) return [];
  const { advisories, recommendation } = adviseRelease(found, knowledge, now);
  const leaks = advisories.filter((finding) => isLeak(finding) && finding.isCommon);
  const [worst] = leaks;
  if (worst === undefined) return [line('known leaks', 'none')];
  const others = leaks.length === 1 ? '' : `; ${countPhrase(leaks.length - 1)} more`;
  const fixed = worst.fixedIn === null ? '' : `, fixed in ${worst.fixedIn}`;
  const instead = recommendation.action === 'stay' ? '' : `. Run ${recommendation.to}`;
  return [
    ...hanging(
      line('known leaks', ''),
      `${worst.id}${fixed}: ${worst.summary}${others}${instead}.`,
      columns,
    ).map(colours.red),
    `  ${''.padEnd(NAME_WIDTH)}${colours.dim(commandLine('advise', version))}`,
  ];
}

function hostLines(host: Readings): string[] {
  const [memory, percent] = [tcpMemoryBytes(host), percentOfPressure(host)];
  const { orphan, orphansMaximum } = host.tcp;
  const pressure = percent === null ? '' : `, ${share(percent / 100)} of where the kernel begins to press`;
  return [
    ...(memory === null ? [] : [`TCP memory of the host: ${bytesPhrase(memory)}${pressure}`]),
    ...(orphan !== null && orphansMaximum !== null && orphan >= NEAR_LIMIT * orphansMaximum
      ? [
          `Orphaned sockets: ${countPhrase(orphan)}, ${share(orphan / orphansMaximum)} of ${countPhrase(orphansMaximum)}`,
        ]
      : []),
  ];
}

/** What could not be read, each with what to do about it. */
function hints({ processes, notes }: Readings): string[] {
  const scans = new Set(processes.map(({ streams }) => streams.scan));
  const socketHint = `Add to the global section of its configuration, and reload: ${SOCKET_LINE}`;
  return [
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

const line = (name: string, text: string): string => `  ${name.padEnd(NAME_WIDTH)}${text}`;

/** A count of which any is a trace of a leak. */
function count(name: string, value: number | null, more: string): string {
  if (value === null) return line(name, 'not known');
  const text = `${countPhrase(value)}${value > 0 && more !== '' ? `, ${more}` : ''}`;
  return line(name, value > 0 ? colours.yellow(text) : text);
}

function level(
  name: string,
  value: number | null,
  limit: number | null,
  phrase: (value: number) => string,
): string {
  if (value === null) return line(name, 'not known');
  if (!limit) return line(name, phrase(value));
  const text = `${phrase(value)}, ${share(value / limit)} of ${phrase(limit)}`;
  return line(name, value >= NEAR_LIMIT * limit ? colours.red(`${text}: near its limit`) : text);
}

const share = (part: number): string => `${(100 * part).toFixed(0)}%`;
