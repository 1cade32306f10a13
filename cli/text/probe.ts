import type { JudgedWorker, SampleJudgement } from '../../lambdas/domain/assess/judge-sample.ts';
import { percentOfPressure, tcpMemoryBytes } from '../../lambdas/domain/audit/host-figures.ts';
import { bytesPhrase, countPhrase, durationPhrase } from '../../lambdas/domain/format.ts';
import type { Process, SampledHost } from '../../lambdas/domain/records/sample.ts';
import { enterpriseReasons, runningEnterprise } from '../../lambdas/domain/releases/enterprise-release.ts';
import { NEAR } from '../../lambdas/domain/scoring/limits.ts';
import { commandLine, hint } from './invocation.ts';
import { unreadHints } from './probe-hints.ts';
import { colours, hanging, prose, visible } from './terminal.ts';

/** Column in which figures begin. */
const NAME_WIDTH = 27;

interface Look {
  columns: number;
}

/** What the probe read of this machine, for a person: what stands, what is near a limit, what could not be read. */
export function renderProbe(host: SampledHost, { workers }: SampleJudgement, look: Look): string {
  const blocks = [
    workers.length === 0 ? ['No HAProxy worker runs here.'] : [],
    ...workers.map((worker) => workerLines(worker, host, look)),
    hostLines(host).flatMap((text) => prose(text, look)),
    unreadHints(host)
      .flatMap((text) => prose(text, look))
      .map(colours.yellow),
    [hint('All that was read', 'probe', '--json')],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function workerLines(judged: JudgedWorker, { kernel }: SampledHost, look: Look): string[] {
  const { worker } = judged;
  const { connections, streams, sockets } = worker;
  const memoryLimit = worker.memoryLimitBytes ?? kernel.memoryTotalBytes;
  const oldest = streams.oldestStuckSeconds;
  return [
    colours.bold(titleOf(worker)),
    ...releaseLines(judged, look),
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
function releaseLines({ worker, release, leaks }: JudgedWorker, { columns }: Look): string[] {
  const known = (text: string) => hanging(line('known leaks', ''), text, columns);
  const enterprise = runningEnterprise(worker);
  if (enterprise !== null) return known(`not known. ${enterpriseReasons(enterprise)[0]}.`);
  if (release.running === null || !release.isKnown) return [];
  const [worst] = leaks;
  if (worst === undefined) return known('none');
  const others = leaks.length === 1 ? '' : `; ${countPhrase(leaks.length - 1)} more`;
  const fixed = worst.fixedIn === null ? '' : `, fixed in ${worst.fixedIn}`;
  const instead = release.to === null ? '' : `. Run ${release.to}`;
  return [
    ...known(`${worst.id}${fixed}: ${worst.summary}${others}${instead}.`).map(colours.red),
    ...hanging(line('', ''), commandLine('advise', release.running.text), columns).map(colours.dim),
  ];
}

function hostLines(host: SampledHost): string[] {
  const [memory, percent] = [tcpMemoryBytes(host), percentOfPressure(host)];
  const { orphan, orphansMaximum } = host.tcp;
  const pressure =
    percent === null ? '' : `, ${share(percent / 100)} of the level where memory pressure begins`;
  return [
    ...(memory === null ? [] : [`TCP memory of the host: ${bytesPhrase(memory)}${pressure}`]),
    ...(orphan !== null && orphansMaximum !== null && orphan >= NEAR * orphansMaximum
      ? [
          `Orphaned sockets: ${countPhrase(orphan)}, ${share(orphan / orphansMaximum)} of ${countPhrase(orphansMaximum)}`,
        ]
      : []),
  ];
}

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
  return line(name, value >= NEAR * limit ? colours.red(`${text}: near its limit`) : text);
}

const share = (part: number): string => `${(100 * part).toFixed(0)}%`;
