import type { SampleFindingCode, SampleJudgement } from '../../lambdas/domain/assess/judge-sample.ts';
import {
  deadSockets,
  mainWorker,
  percentOfPressure,
  stuckStreams,
  sumOfKnown,
  tcpMemoryBytes,
} from '../../lambdas/domain/audit/host-figures.ts';
import { counted, countPhrase } from '../../lambdas/domain/format.ts';
import { isRunning, type Sample, type SampledHost } from '../../lambdas/domain/records/sample.ts';
import type { JudgedSample } from '../judged-sample.ts';
import { adviceCommand, commandHint } from './invocation.ts';
import { scanReason } from './probe-hints.ts';
import { findingPhrase } from './sample-verdict.ts';
import { type TableCell, tableLines } from './table.ts';
import { colours, firstOf, listed, moreInJson, visible, wrap } from './terminal.ts';

/** What an audit of a fleet found, for a person: a line a host, then what the figures mean, and last the verdict in a line. */
export function renderFleetAudit(judged: readonly JudgedSample[], { columns }: { columns: number }): string {
  const layout = layoutOf(columns);
  const table = tableLines(
    [
      ...['HOST', ...(layout.isWide ? ['ROLE', 'ZONE'] : []), 'HAPROXY'].map((title) => ({ title })),
      ...layout.figures.map((title) => ({ title, align: 'right' as const })),
    ],
    judged.map(({ sample }) => {
      const name = firstOf(visible(sample.name ?? sample.hostId), layout.name);
      const where = layout.isWide
        ? [sample.role, sample.availabilityZone].map((text) => firstOf(visible(text ?? '-'), 16))
        : [];
      return [name, ...where, ...cells(sample, layout)];
    }),
    columns,
  );
  return [...table, '', ...meaning(judged, columns)].map((line) => `${line}\n`).join('');
}

/** Hosts of which it is told what they show; versions that fit a line. */
const [SHOWN_HOSTS, HINTED_VERSIONS] = [20, 3];
const FIGURES = ['CONNS', 'STREAMS', 'STUCK', 'DEAD', 'TCP MEM', 'LIMIT'] as const;
type Figure = (typeof FIGURES)[number];

interface Layout {
  isWide: boolean;
  /** Most characters of a name, and of a version. */
  name: number;
  version: number;
  figures: readonly Figure[];
}

function layoutOf(columns: number): Layout {
  if (columns >= 110) return { isWide: true, name: 32, version: 28, figures: FIGURES };
  if (columns >= 80) return { isWide: false, name: 16, version: 17, figures: FIGURES };
  return { isWide: false, name: 10, version: 8, figures: ['STUCK', 'DEAD', 'LIMIT'] };
}

function cells(sample: Sample, { version, figures }: Layout): TableCell[] {
  if (sample.outcome !== 'sampled') {
    const text = `${sample.outcome}: ${visible(sample.reason)}`;
    return [{ colSpan: figures.length + 1, content: colours.yellow(text) }];
  }
  const percent = percentOfPressure(sample);
  const stuck = stuckStreams(sample);
  const workers = sample.processes;
  const ofHaproxy = (value: number | null) => (workers.length === 0 ? '-' : number(value));
  const cellOf: Readonly<Record<Figure, () => string>> = {
    CONNS: () => ofHaproxy(sumOfKnown(workers.map(({ connections }) => connections.current))),
    STREAMS: () => ofHaproxy(sumOfKnown(workers.map(({ streams }) => streams.total))),
    STUCK: () => (stuck ? colours.red(number(stuck)) : ofHaproxy(stuck)),
    DEAD: () => ofHaproxy(deadSockets(sample)),
    'TCP MEM': () => mebibytes(tcpMemoryBytes(sample)),
    LIMIT: () => (percent === null ? '?' : `${percent.toFixed(percent < 10 ? 1 : 0)}%`),
  };
  return [haproxy(sample, version), ...figures.map((figure) => cellOf[figure]())];
}

function haproxy(host: SampledHost, maximum: number): string {
  if (host.processes.length === 0) return colours.dim('none runs');
  const version = mainWorker(host)?.version ?? 'unknown';
  const more = host.processes.length - 1;
  const others = more > 0 ? ` +${more}` : '';
  return firstOf(visible(version), maximum - others.length) + colours.dim(others);
}

function meaning(judged: readonly JudgedSample[], columns: number): string[] {
  const shown = judged.flatMap(({ sample, judgement }) => {
    const phrases = (judgement?.findings ?? []).flatMap((finding) => findingPhrase(finding) ?? []);
    return phrases.length === 0 ? [] : [{ sample, phrases }];
  });
  const more = shown.length - SHOWN_HOSTS;
  const sentences = [
    ...shown
      .slice(0, SHOWN_HOSTS)
      .map(({ sample, phrases }) => `${colours.bold(nameOf(sample))}: ${phrases.join('; ')}.`),
    ...moreInJson(more),
    ...unreadSentences(judged),
  ];
  const legend =
    "STUCK: streams without a timer that wait for nothing, an hour old or more. DEAD: sockets in no socket table. LIMIT: TCP memory as a share of the kernel's pressure limit. ?: could not be read.";
  const sentenceLines = sentences.flatMap((text) => wrap(text, columns));
  return [
    ...(sentenceLines.length > 0 ? [...sentenceLines, ''] : []),
    ...wrap(legend, columns).map(colours.dim),
    '',
    ...next(judged, columns),
    ...wrap(fleetVerdict(judged), columns).map(colours.bold),
  ];
}

/** `7 hosts: known leaks on 5, stuck streams on 1; 1 did not answer`. */
export function fleetVerdict(judged: readonly JudgedSample[]): string {
  const having = (is: (judgement: SampleJudgement) => boolean) =>
    judged.filter(({ judgement }) => judgement !== null && is(judgement)).length;
  const found = Object.entries(FINDING_NOUNS).flatMap(([code, noun]) => {
    const hosts = having(({ findings }) => findings.some((finding) => finding.code === code));
    return hosts === 0 ? [] : [`${noun} on ${countPhrase(hosts)}`];
  });
  const silent = judged.filter(({ judgement }) => judgement === null).length;
  const unsure = having(({ outcome }) => outcome === 'inconclusive');
  return [
    `${counted(judged.length, 'host')}: ${found.length === 0 ? 'nothing found' : found.join(', ')}`,
    ...(silent === 0 ? [] : [`${countPhrase(silent)} did not answer`]),
    ...(unsure === 0 ? [] : [`on ${countPhrase(unsure)} not enough could be read`]),
  ].join('; ');
}

const FINDING_NOUNS: Readonly<Record<SampleFindingCode, string>> = {
  'stuck-streams': 'stuck streams',
  'dead-sockets': 'dead sockets',
  'live-sockets': 'too many sockets in CLOSE_WAIT',
  descriptors: 'too many open files',
  'old-workers': 'old workers that nothing ends',
  'near-limit': 'a limit nearly reached',
  'known-leaks': 'known leaks',
};

/** Of hosts for the same reason in one sentence. */
function unreadSentences(judged: readonly JudgedSample[]): string[] {
  const unread = judged.flatMap(({ sample, judgement }) => {
    const running = judgement?.workers.filter(({ worker }) => isRunning(worker)) ?? [];
    const scans = running.map(({ worker }) => worker.streams.scan).filter((scan) => scan !== 'all');
    const reasons = [...new Set(scans.map(scanReason))].join(', ');
    return reasons === '' ? [] : [{ name: nameOf(sample), reasons }];
  });
  return [...Map.groupBy(unread, ({ reasons }) => reasons)].map(([reasons, hosts]) => {
    const names = listed(
      hosts.map(({ name }) => name),
      SHOWN_HOSTS,
    );
    return `Streams not counted (${reasons}): ${names}.`;
  });
}

/** What to look at next: the releases of hosts that show something, or of all. */
function next(judged: readonly JudgedSample[], columns: number): string[] {
  const versions = (of: readonly JudgedSample[]) =>
    of.flatMap(({ judgement }) => judgement?.workers.map(({ worker }) => worker.version ?? '') ?? []);
  const showing = judged.filter(({ judgement }) => judgement?.findings.some(findingPhrase));
  const advice = (of: readonly JudgedSample[]) =>
    adviceCommand([...new Set(versions(of))].slice(0, HINTED_VERSIONS));
  const toReplace = advice(showing);
  if (toReplace !== null) return [commandHint('What to run instead', toReplace, columns), ''];
  const toLearn = advice(judged);
  return toLearn === null ? [] : [commandHint('What is known of the releases', toLearn, columns), ''];
}

const nameOf = ({ name, hostId }: Sample): string => visible(name ?? hostId);
const number = (value: number | null): string => (value === null ? '?' : value.toLocaleString('en'));
const mebibytes = (bytes: number | null): string =>
  bytes === null ? '?' : `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`;
