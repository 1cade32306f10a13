import type { Accounting } from './accounting.ts';
import { PROXY_FAULTS } from './fault-proxy.ts';
import { CALL_FAULTS } from './faulty-aws.ts';
import type { Ending } from './invoker.ts';
import type { ChaosResult, Outage } from './run-chaos.ts';
import { DELIVERY_FAULTS } from './schedule.ts';

export interface ChaosRun {
  readonly seed: number;
  readonly outage?: Outage | undefined;
  readonly isProxied?: boolean;
  readonly result: ChaosResult;
  readonly accounting: Accounting;
}

import { broken, promiseTable } from './promises.ts';

/** Promises, each with what was found against it. */
export const CHAOS_PROMISES = [
  ['an audit or a scoring that ended well is in the archive', 'unaccounted'],
  ['each archived run has each host once', 'miscounted'],
  ['the bins are those of the same samples, undisturbed', 'otherBins'],
  ['no repetition changed a Maximum or Minimum', 'otherPoints'],
  ['a finding told again is the same finding', 'otherEvents'],
  ['a week has one e-mail, or two where nobody could know of the first', 'extraMails'],
  ['a report that ended well was mailed', 'unmailed'],
  ['what needs a person rang its alarm', 'unrung'],
  ['what was made up for rang none', 'rungForNothing'],
] as const satisfies readonly (readonly [string, keyof Accounting])[];
export type PromiseKey = (typeof CHAOS_PROMISES)[number][1];

/** Promises that were not kept, each with what was found. */
export const brokenPromises = (accounting: Accounting): string[] => broken(CHAOS_PROMISES, accounting);

const ENDINGS: readonly Ending[] = ['done', 'failed', 'killed', 'too-old'];

export interface Rates {
  readonly calls: number;
  /** Of the calls that go through the proxy. */
  readonly proxied: number;
  readonly deliveries: number;
  readonly kills: number;
}

/**
 * What was fired and what came of it, as Markdown; `broken` lists every promise that was not kept.
 *
 * @param unproxied why no fleet lived behind the proxy
 */
export function chaosSection(
  runs: readonly ChaosRun[],
  { days, rates, unproxied }: { days: number; rates: Rates; unproxied?: string },
): { text: string; broken: string[] } {
  const sum = (of: (run: ChaosRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const rows = (pairs: readonly (readonly [string, number])[]) =>
    pairs.map(([name, count]) => `| ${name} | ${count.toLocaleString('en')} |`);
  const text = [
    '## Faults',
    '',
    `${runs.length} fleets of 9 hosts, simulated for ${days} days each, with hourly audits, a scoring every three hours and a report each day, of which the first of a week is mailed. Of the calls to AWS ${percent(rates.calls)} failed, of the deliveries ${percent(rates.deliveries)}; ${percent(rates.kills)} of the functions ended between two calls. A failed event is run once more, as Lambda does. ${outages(runs)} ${behindProxy(runs, rates, unproxied)} At the end comes one scoring in calm. The alarms are those of the synthesised stack, evaluated over what was published and over Lambda's and SQS's metrics as the invocations ended.`,
    '',
    '| fired | times |',
    '| --- | ---: |',
    ...rows(
      CALL_FAULTS.map((kind) => [`call: ${kind}`, sum(({ result }) => result.fired.calls.get(kind) ?? 0)]),
    ),
    ...rows(
      PROXY_FAULTS.map((kind) => [
        `proxy: ${kind}`,
        sum(({ result }) => result.fired.proxied.get(kind) ?? 0),
      ]),
    ),
    ...rows(
      DELIVERY_FAULTS.map((kind) => [
        `delivery: ${kind}`,
        sum(({ result }) => result.fired.deliveries.get(kind) ?? 0),
      ]),
    ),
    ...rows(
      ENDINGS.map((ending) => [
        `invocation: ${ending}`,
        sum(({ result }) => result.attempts.filter((attempt) => attempt.ending === ending).length),
      ]),
    ),
    '',
    ...promiseTable(
      CHAOS_PROMISES,
      runs.map(({ accounting }) => accounting),
      (key) => against(key, sum),
    ),
    '',
    'Made by `npm run chaos`. What is drawn comes from the seeds; which of several calls at once meets it does not, nor which bytes the proxy changes.',
  ].join('\n');
  return {
    text,
    broken: runs.flatMap(({ seed, accounting }) =>
      brokenPromises(accounting).map((what) => `seed ${seed}: ${what}`),
    ),
  };
}

const NOUNS = { audit: 'audit', score: 'scoring', report: 'e-mail' } as const;

/** What AWS refused beside the scattered faults, fleet by fleet. */
const outages = (runs: readonly ChaosRun[]): string =>
  runs
    .flatMap(({ seed, outage }) => (outage ? [{ seed, ...outage }] : []))
    .map(
      ({ seed, verb, from, to }) =>
        `Every ${NOUNS[verb]} of fleet ${seed} is refused for ${to - from} hours.`,
    )
    .join(' ');

/** Which fleet had its faults from another hand. */
const behindProxy = (runs: readonly ChaosRun[], { proxied }: Rates, unproxied: string | undefined): string =>
  unproxied === undefined
    ? runs
        .filter(({ isProxied }) => isProxied)
        .map(
          ({ seed }) =>
            `Of fleet ${seed} the calls go over sockets through [microburst](https://pypi.org/project/microburst/) 0.10.0, which fails ${percent(proxied)} of them as botocore's models of the services have it; rows \`proxy\` are its own ledger.`,
        )
        .join(' ')
    : `No fleet lived behind the proxy: ${unproxied}.`;

function against(key: PromiseKey, sum: (of: (run: ChaosRun) => number) => number): string {
  const number = (of: keyof Accounting) =>
    sum(({ accounting }) => Number(accounting[of])).toLocaleString('en');
  const counted = {
    unaccounted: `${number('runs')} runs, ${number('assessments')} assessments`,
    miscounted: `${number('samples')} samples`,
    otherBins: `${number('bins')} bin objects`,
    otherPoints: `${number('dataPoints')} data points`,
    otherEvents: `${number('events')} events, ${number('retold')} of a scoring that was given up, ${number('assessments')} assessments`,
    extraMails: `${number('mails')} e-mails, ${number('again')} of them such`,
    unmailed: `${number('mails')} e-mails`,
    unrung: `${number('troubles')} troubles`,
    rungForNothing: `${number('rung')} times that an alarm rang`,
  };
  return counted[key];
}

const percent = (share: number): string => `${Math.round(1000 * share) / 10}%`;
