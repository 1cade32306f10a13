import {
  deadSockets,
  mainWorker,
  percentOfPressure,
  stuckStreams,
  sumOfKnown,
  tcpMemoryBytes,
} from '../../lambdas/domain/audit/host-figures.ts';
import type { Sample, SampledHost } from '../../lambdas/domain/records/sample.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../lambdas/domain/records/time.ts';
import { adviceCommand, hint } from './invocation.ts';
import { type TableCell, tableLines } from './table.ts';
import { colours, firstOf, visible, wrap } from './terminal.ts';

/** What an audit found, for a person: a line a host, then what the figures mean. */
export function renderAudit(samples: readonly Sample[], { columns }: { columns: number }): string {
  const wide = columns >= 110;
  const place = wide ? ['ROLE', 'ZONE'] : [];
  const table = tableLines(
    [
      ...['HOST', ...place, 'HAPROXY'].map((title) => ({ title })),
      ...FIGURES.map((title) => ({ title, align: 'right' as const })),
    ],
    samples.map((sample) => {
      const name = firstOf(visible(sample.name ?? sample.hostId), wide ? 32 : 16);
      const where = wide
        ? [sample.role, sample.availabilityZone].map((text) => firstOf(visible(text ?? '-'), 16))
        : [];
      return [name, ...where, ...cells(sample, wide ? 28 : 17)];
    }),
  );
  return [...table, '', ...meaning(samples, columns)].map((line) => `${line}\n`).join('');
}

/** As many as fit a line. */
const HINTED_VERSIONS = 3;
const FIGURES = ['CONNS', 'STREAMS', 'STUCK', 'DEAD', 'TCP MEM', 'LIMIT'];

function cells(sample: Sample, mostOfVersion: number): TableCell[] {
  if (sample.outcome !== 'sampled') {
    const text = `${sample.outcome}: ${visible(sample.reason)}`;
    return [{ colSpan: FIGURES.length + 1, content: colours.yellow(text) }];
  }
  const percent = percentOfPressure(sample);
  const stuck = stuckStreams(sample);
  const workers = sample.processes;
  const ofHaproxy = (value: number | null) => (workers.length === 0 ? '-' : number(value));
  return [
    haproxy(sample, mostOfVersion),
    ofHaproxy(sumOfKnown(workers.map(({ connections }) => connections.current))),
    ofHaproxy(sumOfKnown(workers.map(({ streams }) => streams.total))),
    stuck ? colours.red(number(stuck)) : ofHaproxy(stuck),
    ofHaproxy(deadSockets(sample)),
    mebibytes(tcpMemoryBytes(sample)),
    percent === null ? '?' : `${percent.toFixed(percent < 10 ? 1 : 0)}%`,
  ];
}

function haproxy(host: SampledHost, maximum: number): string {
  if (host.processes.length === 0) return colours.dim('none runs');
  const version = mainWorker(host)?.version ?? 'unknown';
  const more = host.processes.length - 1;
  const others = more > 0 ? ` +${more}` : '';
  return firstOf(visible(version), maximum - others.length) + colours.dim(others);
}

function meaning(samples: readonly Sample[], columns: number): string[] {
  const sampled = samples.filter((sample) => sample.outcome === 'sampled');
  const stuck = sampled.filter((host) => (stuckStreams(host) ?? 0) > 0);
  const unread = sampled.filter((host) => host.processes.some(({ streams }) => streams.scan !== 'all'));
  const sentences = [
    ...(samples.length > 1 ? [`${samples.length} hosts asked, ${sampled.length} answered.`] : []),
    ...stuck.map(
      (host) =>
        `${colours.bold(visible(host.name ?? host.hostId))}: ${number(stuckStreams(host))} streams that nothing can wake any more, the oldest for ${age(host)}; ${number(deadSockets(host))} sockets that only HAProxy still holds.`,
    ),
    ...unread.map((host) => `${visible(host.name ?? host.hostId)}: ${unreadReasons(host)}.`),
  ];
  const legend =
    "STUCK: streams without a timer that wait for nothing, an hour old or more. DEAD: sockets in no socket table. LIMIT: TCP memory as a share of the kernel's pressure limit. ?: could not be read.";
  const sentenceLines = sentences.flatMap((text) => wrap(text, columns));
  return [
    ...(sentenceLines.length > 0 ? [...sentenceLines, ''] : []),
    ...wrap(legend, columns).map(colours.dim),
    '',
    next(sampled, stuck),
  ];
}

function next(sampled: readonly SampledHost[], stuck: readonly SampledHost[]): string {
  const advice = (hosts: readonly SampledHost[]) =>
    adviceCommand(
      [...new Set(hosts.flatMap((host) => mainWorker(host)?.version ?? []))].slice(0, HINTED_VERSIONS),
    );
  const toReplace = advice(stuck);
  if (toReplace !== null) return colours.dim(`What to run instead: ${toReplace}`);
  const toLearn = advice(sampled);
  if (toLearn !== null) return colours.dim(`What is known of the releases: ${toLearn}`);
  return hint('HAProxy hosts, replayed from recordings', 'audit');
}

function unreadReasons(host: SampledHost): string {
  const reasons = new Set(host.processes.map(({ streams }) => streams.scan).filter((scan) => scan !== 'all'));
  return `streams not counted (${[...reasons].map((scan) => visible(scan.replace('skipped: ', ''))).join(', ')})`;
}

function age(host: SampledHost): string {
  const seconds = Math.max(...host.processes.map(({ streams }) => streams.oldestStuckSeconds ?? 0));
  return seconds >= 2 * DAY_SECONDS
    ? `${Math.floor(seconds / DAY_SECONDS)} days`
    : `${Math.floor(seconds / HOUR_SECONDS)} hours`;
}

const number = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en'));
const mebibytes = (bytes: number | null): string =>
  bytes === null ? '?' : `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`;
