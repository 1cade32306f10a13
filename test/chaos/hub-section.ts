import { CALL_FAULTS } from './faulty-aws.ts';
import { brokenHubPromises, HUB_PROMISES, type HubAccounting, type HubPromise } from './hub-accounting.ts';
import { LATEST_MINUTES, PLACES, TROUBLED } from './hub-places.ts';
import { promiseTable } from './promises.ts';
import type { HubChaosOptions, HubChaosResult } from './run-hub-chaos.ts';
import { DELIVERY_FAULTS } from './schedule.ts';

export interface HubRun {
  readonly seed: number;
  readonly result: HubChaosResult;
  readonly accounting: HubAccounting;
}

type Sum = (of: (run: HubRun) => number) => number;

/** What was fired at hubs and what came of it, as Markdown; `broken` lists every promise that was not kept. */
export function hubSection(
  runs: readonly HubRun[],
  { days, calls, deliveries, kills }: Omit<HubChaosOptions, 'seed'>,
): { text: string; broken: string[] } {
  const sum: Sum = (of) => runs.reduce((total, run) => total + of(run), 0);
  const broken = runs.flatMap(({ seed, accounting }) =>
    brokenHubPromises(accounting).map((what) => `hub ${seed}: ${what}`),
  );
  const ended = (is: (ending: string) => boolean) =>
    sum(({ result }) => result.attempts.filter(({ ending }) => is(ending)).length);
  const fired = [
    ...CALL_FAULTS.map((kind) => sum(({ result }) => result.fired.calls.get(kind) ?? 0)),
    ...DELIVERY_FAULTS.map((kind) => sum(({ result }) => result.fired.deliveries.get(kind) ?? 0)),
  ].reduce((a, b) => a + b, 0);
  const hoursOf = (trouble: keyof typeof TROUBLED) => TROUBLED[trouble].to - TROUBLED[trouble].from;
  const text = [
    '## Faults of a hub and its places',
    '',
    `${runs.length} hubs of ${PLACES.length} accounts and regions, simulated for ${days} days each, with a watch each hour and a scoring every three hours. One place writes up to ${LATEST_MINUTES} minutes late and in any order, one writes nothing for ${hoursOf('silent')} hours, and one writes for ${hoursOf('poisoned')} hours what is no samples of its own: no gzip, no JSON, hosts of the hub, its own hosts among hosts of the hub, more hosts than it may have, half a line. Of the calls ${percent(calls)} fail, of the deliveries ${percent(deliveries)}; ${percent(kills)} of the functions end between two calls. At the end comes one of both in calm. The alarm is that of the synthesised hub.`,
    '',
    `Fired: ${fired.toLocaleString('en')} faults. Invocations that ended well: ${count(ended((ending) => ending === 'done'))}, that did not: ${count(ended((ending) => ending !== 'done'))}.`,
    '',
    ...promiseTable(
      HUB_PROMISES,
      runs.map(({ accounting }) => accounting),
      (key) => against(key, sum),
    ),
    '',
    'Made by `npm run chaos`. The tests plant a defect against each promise (`test/chaos/hub.simulation.test.ts`).',
  ].join('\n');
  return { text, broken };
}

function against(key: HubPromise, sum: Sum): string {
  const number = (of: 'runs' | 'poisoned' | 'bins' | 'watches') =>
    count(sum(({ accounting }) => accounting[of]));
  const held = {
    miscounted: `${number('runs')} runs, ${number('poisoned')} objects that are none`,
    otherWorst: `${number('runs')} runs`,
    misnamed: `${number('watches')} watches`,
    otherAlarms: `${count(2 * sum(() => 1))} silences`,
    otherBins: `${number('bins')} bin objects`,
    forged: `${number('poisoned')} objects that are no runs`,
  };
  return held[key];
}

const count = (number: number): string => number.toLocaleString('en');
const percent = (share: number): string => `${Math.round(1000 * share) / 10}%`;
