import { TRANSITIONS } from '../../../cli/estimate/places-cost.ts';
import { PRICES, type PriceName, priceOf } from '../../../cli/estimate/price-table.ts';
import { functionSizes } from '../../../infra/config/function-size.ts';
import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import { table } from '../markdown.ts';
import type { Run } from '../scale/run.ts';
import { lambdaSeconds, type Measured } from '../scale/section.ts';
import type { SizeFigures } from './scorings.ts';

const HOURS_A_MONTH = 730.5;

const callsOf = (run: Run, ...names: string[]): number =>
  names.reduce((sum, name) => sum + (run.calls[`${name}Command`] ?? 0), 0);
export const gets = (run: Run): number => callsOf(run, 'GetObject');
export const putsAndLists = (run: Run): number => callsOf(run, 'PutObject', 'ListObjectsV2');

/** @param whole a smaller scoring that one function ended, whose figures a host are taken */
export function costTable({ plan, shards, judged, join }: SizeFigures, whole: Measured): string {
  const ofJudged = judged.reduce((sum, { hosts }) => sum + hosts, 0);
  const sizes = functionSizes(join.hosts);
  /** Of one function, and in shards. */
  const both = (read: (one: Measured) => number): number[] => {
    const inShards = (judged.reduce((sum, one) => sum + read(one), 0) * join.hosts) / ofJudged;
    return [(read(whole) * join.hosts) / whole.hosts, read(plan) + inShards + read(join)];
  };
  const gigabyteSeconds = (one: Measured) =>
    ((judged.includes(one) ? sizes.judge : sizes.score).memoryMiB / 1024) * lambdaSeconds(one);
  const transitions = TRANSITIONS.scoring + TRANSITIONS.shard * shards;
  const lines: [what: string, price: PriceName, quantities: number[]][] = [
    ['Lambda, GB-s', 'lambdaGigabyteSecond', both(gigabyteSeconds)],
    ['Lambda, calls', 'lambdaRequest', [1, 2 + shards]],
    ['S3, GET', 's3Get', both(({ run }) => gets(run))],
    ['S3, PUT and LIST', 's3Put', both(({ run }) => putsAndLists(run))],
    ['Step Functions, transitions', 'stateTransition', [0, transitions]],
  ];
  const dollars = lines.map(([, price, quantities]) =>
    quantities.map((quantity) => priceOf(price, quantity)),
  );
  const totals = [0, 1].map((way) => dollars.reduce((sum, of) => sum + (of[way] ?? 0), 0));
  const scorings = HOURS_A_MONTH / BIN_HOURS;
  const money = (value = 0, digits = 4) => `$${value.toFixed(digits)}`;
  const total = (what: string, values: readonly number[], digits: number) => [
    `**${what}**`,
    '',
    ...values.flatMap((value) => ['', money(value, digits)]),
  ];
  return table(
    ['', `${PRICES.region}, ${PRICES.checkedOn}`, 'one function', '', 'in shards', ''],
    [
      ...lines.map(([what, price, quantities], index) => [
        what,
        PRICES.prices[price]?.source.replace(/^https:\/\//, '') ?? '',
        ...quantities.flatMap((quantity, way) => [
          Math.round(quantity).toLocaleString('en'),
          money(dollars[index]?.[way]),
        ]),
      ]),
      total('a scoring', totals, 4),
      total(
        'a month, one every three hours',
        totals.map((dollarsOfOne) => dollarsOfOne * scorings),
        2,
      ),
    ],
  );
}
