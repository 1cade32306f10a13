import type { Corpus } from './detector.ts';
import type { Entry } from './entries.ts';
import type { Measured } from './measure.ts';
import {
  ablationTable,
  alarmsTable,
  auditTable,
  classTable,
  corporaList,
  daysTable,
  reliabilityTable,
  rulesList,
} from './tables.ts';

export type Conditions = { command: string; machine: string };

/** The section of the benchmarks' page about how well leaks are found. */
export function accuracyReport(
  measured: readonly Measured[],
  entries: readonly Entry[],
  corpora: readonly Corpus[],
  { command, machine }: Conditions,
): string {
  const main = entries.filter(({ ablationOf }) => ablationOf === undefined);
  // A detector has an entry more where not all of its signals are measured the same way.
  const once = [...new Map(main.map((entry) => [entry.detector.name, entry])).values()];
  const rows = measured.filter(({ signals, detector }) => {
    return signals === 'all' && main.some((entry) => entry.detector.name === detector);
  });
  return [
    '## Finding leaks',
    `\`${command}\` writes this section. Made on ${machine}.`,
    'Positive is the verdict `leaking`. A leak counts as one if it is material (180 days to pressure or less) and was under way for 7 days; leaks that are not count nowhere, neither for nor against. Intervals are 95% (Wilson); the upper bound of a rate is the exact one-sided 95% bound of a Poisson count. An episode is a run of daily verdicts `leaking` on a healthy host, each on the 28 days before. Days to detect run from the onset to the first `leaking` or `suspected`. Milliseconds a host are CPU time of the thread that judges; more about it stands with the figures of the engine. With `--fleets N` the first N fleets of each of these were measured:',
    corporaList(corpora),
    ...corpora.flatMap((corpus) => corpusTables(corpus.name, rows)),
    ...main.filter(({ signals }) => signals.length > 1).flatMap((entry) => withheldTables(entry, measured)),
    ...once.flatMap((entry) => ablationTables(entry, entries, measured)),
    '### The rules',
    rulesList(once),
  ].join('\n\n');
}

function corpusTables(corpus: string, rows: readonly Measured[]): string[] {
  const of = (measure: Measured['measure']): Measured[] =>
    rows.filter((row) => row.corpus === corpus && row.measure === measure);
  const audits = ([14, 28] as const).flatMap((windowDays) => {
    const audited = of(`audit-${windowDays}`);
    if (audited.length === 0) return [];
    const stated = audited.filter(({ outcomes }) => outcomes.some(({ probability }) => probability !== null));
    return [
      `### ${corpus}: one audit of ${windowDays} days`,
      auditTable(audited, ({ detector }) => detector),
      'Leaks found, by class (hosts); with suspected in brackets:',
      classTable(audited, 'material'),
      'Healthy hosts called leaking, by class (hosts); with suspected in brackets:',
      classTable(audited, 'healthy'),
      'Leaks that count neither way (slower, younger, ended or shown by no reading) called leaking, by class:',
      classTable(audited, 'other'),
      ...stated.flatMap((row) => [`Stated probabilities of ${row.detector}:`, reliabilityTable(row)]),
    ];
  });
  const followed = of('daily');
  if (followed.length === 0) return audits;
  return [
    ...audits,
    `### ${corpus}: false alarms, judged daily`,
    alarmsTable(followed),
    ...(followed.some(({ trajectories }) => trajectories.some(({ material }) => material))
      ? [`### ${corpus}: median days to detect, by r (found of all)`, daysTable(followed)]
      : []),
  ];
}

function withheldTables({ detector }: Entry, measured: readonly Measured[]): string[] {
  const own = measured.filter((row) => row.detector === detector.name && row.outcomes.length > 0);
  return [...Map.groupBy(own, ({ corpus, measure }) => `${corpus}, ${measure}`)].flatMap(([where, rows]) => [
    `### ${detector.name} with signals withheld: ${where}`,
    auditTable(rows, ({ signals }) => signals),
  ]);
}

function ablationTables(
  { detector }: Entry,
  entries: readonly Entry[],
  measured: readonly Measured[],
): string[] {
  const without = entries.filter(({ ablationOf }) => ablationOf === detector.name);
  if (without.length === 0) return [];
  const names = new Set(without.map((entry) => entry.detector.name));
  const parts = measured.filter((row) => names.has(row.detector));
  const wholes = measured.filter(
    (row) =>
      row.detector === detector.name &&
      row.outcomes.length > 0 &&
      parts.some(({ signals }) => signals === row.signals),
  );
  return wholes.flatMap((whole) => [
    `### ${detector.name} with a step left out: ${whole.corpus}, ${whole.measure}${whole.signals === 'all' ? '' : `, ${whole.signals}`}`,
    ablationTable(
      whole,
      parts.filter(
        (row) =>
          row.corpus === whole.corpus && row.measure === whole.measure && row.signals === whole.signals,
      ),
    ),
  ]);
}
