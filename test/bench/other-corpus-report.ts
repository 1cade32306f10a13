import type { LeakKind } from '../../lambdas/domain/records/leak-kind.ts';
import { isFinding, type Verdict } from '../../lambdas/domain/records/verdict.ts';
import { wilson } from './figures/interval.ts';
import { table } from './markdown.ts';

/** One host: what is true, and what was said. */
export interface Judged {
  /** What leaks, as the corpus calls it; `null` of a healthy host. */
  kind: string | null;
  /** Class of a healthy host. */
  cls: string;
  verdict: Verdict;
  probability: number;
  /** The kind that is named first. */
  named: LeakKind | null;
  /** Peers that call it leaking, by name. */
  peers: ReadonlySet<string>;
}

/** What the corpus calls each kind that is named here. */
const NAMES: Readonly<Record<string, readonly LeakKind[]>> = {
  founding: ['stuck-streams', 'dead-sockets'],
  closewait: ['live-sockets'],
  untimed: ['untimed-streams'],
  pools: ['memory'],
  descriptors: ['descriptors'],
  kernelmem: ['tcp-memory'],
  oldworkers: ['old-workers'],
  quic: ['memory', 'descriptors'],
};

export interface OtherCorpus {
  from: number;
  fleets: number;
  hosts: number;
  runs: number;
  /** Names of the peers, in the order of the table. */
  peers: readonly string[];
}

/** The section of docs/benchmarks.md: Markdown. */
export function otherCorpusSection(
  judged: readonly Judged[],
  { from, fleets, hosts, runs, peers }: OtherCorpus,
): string {
  const leaky = judged.filter(({ kind }) => kind !== null);
  const sound = judged.filter(({ kind }) => kind === null);
  const flagged = (all: readonly Judged[]) => all.filter(({ verdict }) => isFinding(verdict)).length;
  const leaking = (all: readonly Judged[]) => all.filter(({ verdict }) => verdict === 'leaking').length;
  const apart = sound.filter(({ cls }) => cls !== 'neighbour');
  const named = leaky.filter(({ kind, named }) => named !== null && NAMES[kind ?? '']?.includes(named));
  const kinds = [...Map.groupBy(leaky, ({ kind }) => kind ?? '')].sort(([a], [b]) => (a < b ? -1 : 1));
  const classes = [...Map.groupBy(sound, ({ cls }) => cls)].filter(([, of]) => flagged(of) > 0);
  return `## Hosts simulated by another author

Labelled fleets from a generator that another person wrote, without a look at this project's simulator: ${fleets} fleets of ${hosts} simulated hosts, 4% leaky, 14 days,
sampled hourly, seeds ${from}-${from + fleets - 1}. \`npm run bench:other -- --generator PATH/generate.py\` generates them and writes this section;
these seeds were run ${runs === 1 ? 'once' : `${runs} times`}, and nothing was fitted on them. Flagged is \`leaking\` or \`suspected\`; intervals are 95% (Wilson).

${table(
  ['', 'value', '95%', 'hosts'],
  [
    row('precision, flagged', flagged(leaky), flagged(leaky) + flagged(sound)),
    row('the same, hosts beside other programs left out', flagged(leaky), flagged(leaky) + flagged(apart)),
    row('recall, flagged', flagged(leaky), leaky.length),
    row('precision, `leaking` alone', leaking(leaky), leaking(leaky) + leaking(sound)),
    row('recall, `leaking` alone', leaking(leaky), leaky.length),
    row('kind named first is right', named.length, leaky.length),
    ['calibration error', calibrationError(judged).toFixed(3), '', String(judged.length)],
  ],
)}

Found, by what leaks:

${table(
  ['kind', 'found', 'of', 'share', '95%'],
  kinds.map(([kind, of]) => {
    const [, share = '', interval = ''] = row('', flagged(of), of.length);
    return [kind, String(flagged(of)), String(of.length), share, interval];
  }),
)}

What others use, on the same hosts:

${table(
  ['method', 'precision', '95%', 'leaks found', '95%', 'false alarms'],
  [
    peerRow('this project, `leaking` or `suspected`', judged, ({ verdict }) => isFinding(verdict)),
    peerRow('this project, `leaking`', judged, ({ verdict }) => verdict === 'leaking'),
    ...peers.map((name) => peerRow(name, judged, ({ peers }) => peers.has(name))),
  ],
)}

False alarms, by class: ${classes.map(([cls, of]) => `${cls} ${flagged(of)} of ${of.length}`).join(', ') || 'none'}.
`;
}

function row(name: string, part: number, whole: number): string[] {
  const { low, high } = wilson(part, whole);
  const share = whole === 0 ? '-' : (part / whole).toFixed(3);
  return [name, share, `${low.toFixed(2)}–${high.toFixed(2)}`, `${part} of ${whole}`];
}

function peerRow(name: string, judged: readonly Judged[], isFlagged: (host: Judged) => boolean): string[] {
  const leaky = judged.filter(({ kind }) => kind !== null);
  const flagged = judged.filter(isFlagged);
  const found = flagged.filter(({ kind }) => kind !== null).length;
  const [, precision = '', precisionInterval = ''] = row('', found, flagged.length);
  const [, recall = '', recallInterval = ''] = row('', found, leaky.length);
  return [
    name,
    precision,
    precisionInterval,
    recall,
    recallInterval,
    `${flagged.length - found} of ${judged.length - leaky.length}`,
  ];
}

/** Mean distance of what was said from what is, over ten bins of probability. */
function calibrationError(judged: readonly Judged[]): number {
  const bins = Map.groupBy(judged, ({ probability }) => Math.min(9, Math.floor(10 * probability)));
  let sum = 0;
  for (const of of bins.values()) {
    const said = of.reduce((total, { probability }) => total + probability, 0);
    sum += Math.abs(said - of.filter(({ kind }) => kind !== null).length);
  }
  return sum / judged.length;
}
