import type { Corpus, Detector, Status } from './detector.ts';
import type { Entry } from './entries.ts';
import { daysToDetect, falseAlarmsOf, R_CLASSES } from './figures/alarms.ts';
import { calibrationOf } from './figures/calibration.ts';
import { detectionOf, sharesByKind } from './figures/detection.ts';
import type { Interval } from './figures/interval.ts';
import { days, fixed, percent, table } from './markdown.ts';
import type { Measured } from './measure.ts';

/** Precision, recall and F1 of audits; one row a detector. */
export function auditTable(rows: readonly Measured[], label: (row: Measured) => string): string {
  return table(
    [
      '',
      'precision',
      '95%',
      'recall',
      '95%',
      'or suspected',
      'F1',
      'false alarms',
      'calibration error',
      'ms a host',
    ],
    rows.map((row) => {
      const detection = detectionOf(row.outcomes);
      const { error } = calibrationOf(row.outcomes);
      return [
        label(row),
        fixed(detection.precision, 3),
        interval(detection.precisionInterval),
        fixed(detection.recall, 3),
        interval(detection.recallInterval),
        fixed(detection.recallOrSuspected, 3),
        fixed(detection.f1, 3),
        `${detection.falseAlarms} of ${detection.hosts - detection.material}`,
        fixed(error, 3),
        fixed(row.milliseconds / row.outcomes.length, 2),
      ];
    }),
  );
}

export function alarmsTable(rows: readonly Measured[]): string {
  return table(
    ['', 'episodes a host-year', 'upper 95%', 'episodes', 'healthy host-years', 'share of days'],
    rows.map(({ detector, trajectories }) => {
      const alarms = falseAlarmsOf(trajectories);
      return [
        detector,
        fixed(alarms.episodesAHostYear, 3),
        fixed(alarms.upperBound, 3),
        `${alarms.episodes}`,
        fixed(alarms.hostYears, 1),
        `${fixed(100 * alarms.shareOfDays, 2)}%`,
      ];
    }),
  );
}

export function daysTable(rows: readonly Measured[]): string {
  return table(
    ['', ...R_CLASSES.map(({ name }) => `${name}`)],
    rows.map(({ detector, trajectories }) => [
      detector,
      ...daysToDetect(trajectories).map((row) => `${days(row.medianDays)} (${row.detected} of ${row.hosts})`),
    ]),
  );
}

/** One row a detector, one column a class: share called leaking, and with suspected where that adds any. */
export function classTable(rows: readonly Measured[], status: Status): string {
  const kinds = sharesByKind(rows[0]?.outcomes ?? [], status);
  return table(
    ['', ...kinds.map(({ kind, hosts }) => `${kind} (${hosts})`)],
    rows.map(({ detector, outcomes }) => [
      detector,
      ...sharesByKind(outcomes, status).map(({ hosts, leaking, suspected }) => {
        const more = suspected === 0 ? '' : ` (${percent(leaking + suspected, hosts)})`;
        return `${percent(leaking, hosts)}${more}`;
      }),
    ]),
  );
}

/** F1 of a detector and what leaving out each of its steps takes from it. */
export function ablationTable(whole: Measured, parts: readonly Measured[]): string {
  const full = detectionOf(whole.outcomes);
  return table(
    ['', 'precision', 'recall', 'F1', 'change of F1'],
    [whole, ...parts].map((row) => {
      const { precision, recall, f1 } = detectionOf(row.outcomes);
      const change = row === whole ? '' : `${f1 >= full.f1 ? '+' : ''}${fixed(f1 - full.f1, 3)}`;
      return [row.detector, fixed(precision, 3), fixed(recall, 3), fixed(f1, 3), change];
    }),
  );
}

export function reliabilityTable({ outcomes }: Measured): string {
  return table(
    ['probability', 'hosts', 'mean stated', 'leak'],
    calibrationOf(outcomes).rows.map(({ low, high, hosts, meanProbability, leakyShare }) => [
      `${fixed(low, 1)}–${fixed(high, 1)}`,
      `${hosts}`,
      fixed(meanProbability, 3),
      fixed(leakyShare, 3),
    ]),
  );
}

export function rulesList(entries: readonly Entry[]): string {
  return entries
    .map(({ detector: { name, rule } }: { detector: Detector }) => `- ${name}: ${rule}`)
    .join('\n');
}

export function corporaList(corpora: readonly Corpus[]): string {
  return corpora.map(({ name, description }) => `- ${name}: ${description}`).join('\n');
}

const interval = ({ low, high }: Interval): string => `${low.toFixed(2)}–${high.toFixed(2)}`;
