import { counted, instantPhrase, sharePhrase } from '../../lambdas/domain/format.ts';
import type { SamplesCheck, UnknownKey } from '../archive/check-samples.ts';
import type { ReadingCoverage } from '../archive/sample-readings.ts';
import { hanging, visible, wrap } from './terminal.ts';

/** Problems and warnings that are shown; `--json` has more. */
const SHOWN = 20;
const NAME_WIDTH = 24;
const SHARE_WIDTH = 6;
/** Share of samples that know a reading from which on nothing is said of it. */
const MOSTLY = 0.5;

/** What files of samples hold, what is wrong with them, and what can be told from them: lines for a terminal. */
export function samplesLines(check: SamplesCheck, columns: number): string[] {
  const { issues, issueCount } = check;
  const warnings = sampleWarnings(check);
  const problems = issues.map(({ file, line, path, message }) =>
    ['error', `${file}:${line}`, path, message].filter((part) => part !== '').join(': '),
  );
  const complaints = [
    ...[...problems.slice(0, SHOWN), ...more(issueCount - SHOWN, 'error')],
    ...[...warnings.slice(0, SHOWN), ...more(warnings.length - SHOWN, 'warning')].map(
      (text) => `warning: ${text}`,
    ),
  ].flatMap((text) => wrap(visible(text), columns));
  return [
    ...wrap(summary(check), columns),
    ...['', ...coverageLines(check.coverage, columns), ''],
    ...(complaints.length > 0 ? [...complaints, ''] : []),
  ];
}

/** What is likely a mistake, a sentence each. */
export const sampleWarnings = ({ unknownKeys, future }: SamplesCheck): string[] => [
  ...unknownKeys.map(keyPhrase),
  ...(future > 0 ? [`${counted(future, 'sample')} of runs later than now`] : []),
];

const keyPhrase = ({ path, samples, file, line }: UnknownKey): string =>
  `${path}: the format has no such key, so it is not read; in ${counted(samples, 'sample')}, first ${file}:${line}`;

const more = (left: number, what: string): string[] =>
  left > 0 ? [`${counted(left, what)} more: --json lists them`] : [];

const summary = ({ samples, sampled, hosts, runs, from, to }: SamplesCheck): string =>
  from === null || to === null
    ? 'No sample.'
    : `${counted(samples, 'sample')} of ${counted(hosts, 'host')} in ${counted(runs, 'run')}, ${instantPhrase(from)} to ${instantPhrase(to)}; in ${counted(sampled, 'sample')} the host answered.`;

/** Each reading with the share of samples that know it; of one that most lack, what can't be told. */
export function coverageLines(coverage: readonly ReadingCoverage[], columns: number): string[] {
  return coverage.flatMap(({ reading, share }) => {
    const known = share === null ? '' : sharePhrase(share);
    const start = `${reading.name.padEnd(NAME_WIDTH)}${known.padStart(SHARE_WIDTH)}`;
    if (share !== null && share >= MOSTLY) return [start];
    return hanging(`${start}  `, `without it, ${reading.without}`, columns);
  });
}
