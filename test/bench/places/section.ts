import {
  functionSizes,
  LARGEST_FLEET,
  MAXIMUM_MEMORY,
  SHARDS_TOGETHER,
} from '../../../infra/config/function-size.ts';
import { table } from '../markdown.ts';
import type { Run } from '../scale/run.ts';
import { lambdaSeconds, type Measured } from '../scale/section.ts';
import { costTable, gets, putsAndLists } from './cost.ts';
import type { SizeFigures } from './scorings.ts';

export interface PlacesFigures {
  readonly hostsEach: number;
  /** Going up; the first is small enough for one function. */
  readonly sizes: readonly SizeFigures[];
  /** Of an assessment. */
  readonly charactersAHost: number;
  readonly load: number;
  readonly machine: string;
}

const MIB = 2 ** 20;
const inThousands = (hosts: number): string => (1000 * Math.floor(hosts / 1000)).toLocaleString('en');

/** The measurements as Markdown. */
export function placesSection({ hostsEach, sizes, charactersAHost, load, machine }: PlacesFigures): string {
  const largest = sizes.at(-1) as SizeFigures;
  return `## Many accounts and regions

Scorings of accounts and regions of ${hostsEach} hosts each, with 28 days of bins and the assessment before: by one function, and in shards as the Distributed Map has
them, in which \`score-fleet\` plans, \`judge-places\` judges each shard in a process of its own and \`score-fleet\` joins them; then \`send-report\`, of what the join
wrote and of the assessment a week before. Calls, waiting, CPU and memory
are simulated and measured as under [Scale](#scale); each of the places that a function reads at once has a clock of its own. Wall time here is with calls that answer at once.
The load average was ${load.toFixed(1)} when the runs began; on a busy machine CPU seconds are more than on an idle one.${unjudged(sizes)}
${sameText(sizes)}

${table(
  [
    'places',
    '',
    'hosts',
    'GET',
    'PUT, LIST',
    'waiting, s',
    'CPU, s',
    'wall here, s',
    'on Lambda, s',
    'bound',
    'peak, MiB',
    'bound',
  ],
  sizes.flatMap(rowsOf),
)}

${sizes.map(timesText).join('\n')}
What Step Functions itself takes to start executions is not in it.

What one scoring of ${hostsOf(largest).toLocaleString('en')} hosts costs in shards and by one function (by its figures a host where it ended a smaller scoring alone), by the price list of
\`auditor estimate\`:

${costTable(largest, largestWhole(sizes))}

${whereOneEnds(sizes)}

An assessment has ${Math.round(charactersAHost).toLocaleString('en')} characters a host, and is written and read host by host. The stack takes up to ${LARGEST_FLEET.toLocaleString('en')} hosts (\`largestFleet\`).

Made by \`npm run bench:places\` on ${machine}.`;
}

const hostsOf = ({ join }: SizeFigures): number => join.hosts;

/** The largest that one function ended. */
export function largestWhole(sizes: readonly SizeFigures[]): Measured {
  const whole = sizes.flatMap(({ alone }) => (alone && !alone.run.isCutOff ? alone : [])).at(-1);
  if (whole === undefined) throw new Error('one function ended no size: measure a smaller one too');
  return whole;
}

function unjudged(sizes: readonly SizeFigures[]): string {
  const left = sizes.filter(({ shards, judged }) => judged.length < shards);
  if (left.length === 0) return '';
  const all = left.map(({ places, shards, judged }) => `${judged.length} of ${shards} of ${places} places`);
  return `
All places have the same hosts under other names, so not every shard was judged: ${all.join(', ')}. The others' results are those of the first place under their names, which
is what \`judge-places\` wrote, byte for byte, wherever it did run (checked in this run).`;
}

const sameText = (sizes: readonly SizeFigures[]): string => {
  const same = sizes.filter(({ alone }) => alone && !alone.run.isCutOff).map(({ places }) => places);
  return `Both ways wrote the same assessment and bins of ${same.join(' and ')} places, byte for byte (checked in this run).`;
};

function rowsOf({ places, plan, shards, judged, join, report, alone }: SizeFigures): string[][] {
  const worst = (read: (one: Measured) => number) => Math.max(...judged.map(read));
  const name = String(places);
  return [
    ...(alone
      ? [[name, alone.run.isCutOff ? 'one function, cut off' : 'one function', ...columns([alone])]]
      : []),
    [name, 'shards: plan', ...columns([plan])],
    [
      name,
      `shards: the worst of ${shards}`,
      ...columns(judged)
        .with(0, worst(({ hosts }) => hosts).toLocaleString('en'))
        .with(-1, functionSizes(join.hosts).judge.memoryMiB.toLocaleString('en')),
    ],
    [name, 'shards: join', ...columns([join])],
    [name, 'report', ...columns([report])],
  ];
}

/** Of several the worst each. */
function columns(all: readonly Measured[]): string[] {
  const worst = (read: (one: Measured) => number) => Math.max(...all.map(read));
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const ofRun = (value: (run: Run) => number) => whole(worst(({ run }) => value(run)));
  const [first] = all as [Measured];
  return [
    whole(first.hosts),
    ofRun(gets),
    ofRun(putsAndLists),
    ofRun(({ waitedSeconds }) => waitedSeconds),
    ofRun(({ cpuSeconds }) => cpuSeconds),
    ofRun(({ wallSeconds }) => wallSeconds),
    whole(worst(lambdaSeconds)),
    String(first.timeoutSeconds),
    ofRun(({ peakBytes }) => peakBytes / MIB),
    first.memory.toLocaleString('en'),
  ];
}

function timesText(size: SizeFigures): string {
  const { places, alone, shards } = size;
  const byOne = !alone
    ? ''
    : alone.run.isCutOff
      ? `one function is cut off after ${alone.timeoutSeconds} s, when it has begun ${alone.run.derived} places; `
      : `${lambdaSeconds(alone).toFixed(0)} s by one function; `;
  return `${places} places, on Lambda: ${byOne}${secondsInShards(size).toFixed(0)} s in ${shards} shards, of which ${SHARDS_TOGETHER} are judged at once.`;
}

/** Each shard begins as soon as fewer than all that may run at once do. */
function secondsInShards({ plan, shards, judged, join }: SizeFigures): number {
  const freeAt: number[] = Array(SHARDS_TOGETHER).fill(0);
  for (let shard = 0; shard < shards; shard += 1) {
    const next = freeAt.indexOf(Math.min(...freeAt));
    freeAt[next] = (freeAt[next] ?? 0) + lambdaSeconds(judged[shard % judged.length] as Measured);
  }
  return lambdaSeconds(plan) + Math.max(...freeAt) + lambdaSeconds(join);
}

function whereOneEnds(sizes: readonly SizeFigures[]): string {
  const { hosts, timeoutSeconds, ...whole } = largestWhole(sizes);
  const carried = (timeoutSeconds * hosts) / lambdaSeconds({ hosts, timeoutSeconds, ...whole });
  const { join, report } = sizes.at(-1) as SizeFigures;
  const [joinPeak, reportPeak] = [join, report].map(({ run }) =>
    Math.round(run.peakBytes / MIB).toLocaleString('en'),
  );
  return `By its seconds a host, one function carries some ${inThousands(carried)} hosts in its ${timeoutSeconds} s. The join, which has all ${join.hosts.toLocaleString('en')}
hosts and both assessments in memory, takes ${joinPeak} MiB of the ${functionSizes(join.hosts).score.memoryMiB.toLocaleString('en')} that the stack gives it, and the report ${reportPeak} MiB; Lambda has ${MAXIMUM_MEMORY.toLocaleString('en')}.`;
}
