import { RECORDINGS } from '../../infra/local/hosts/replayed-hosts.ts';
import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { ProbeLine, printProbeLine, readProbeLine } from '../../lambdas/probe/probe-line.ts';
import { EDGE_NUMBERS, HOSTILE_TEXTS } from './hostile-texts.ts';

/** Lines that the probe printed over recordings of real builds, and one of an old worker beside a new one. */
export const REAL_LINES: readonly string[] = [
  ...RECORDINGS.map(({ line }) => line),
  ...RECORDINGS.slice(0, 1).map(({ line }) => withOldWorker(line)),
];

/** A host's output made from a real line by one to three changes. */
export function mutatedLine(random: Random): string {
  const line = random.pick(REAL_LINES);
  const changes = random.whole(1, 3);
  if (random.chance(0.6)) {
    const value: unknown = JSON.parse(line);
    for (let change = 0; change < changes; change += 1) random.pick(VALUE_CHANGES)(value, random);
    return printed(value);
  }
  let text = line;
  for (let change = 0; change < changes; change += 1) text = random.pick(TEXT_CHANGES)(text, random);
  return text;
}

/** A real line with each of its figures in turn at each edge. */
export function* linesAtTheEdge(): Generator<string> {
  const line = REAL_LINES.at(-1) ?? '';
  const figures = /(?<=[[,:])(-?\d+|null)(?=[\],}])/g;
  for (const { 0: figure, index } of line.matchAll(figures)) {
    for (const edge of EDGE_NUMBERS) yield line.slice(0, index) + edge + line.slice(index + figure.length);
  }
}

function withOldWorker(line: string): string {
  const reading = readProbeLine(ProbeLine.parse(JSON.parse(line)));
  const old = reading.processes.slice(0, 1).map((process) => ({
    ...process,
    pid: 4711,
    state: 'stopping' as const,
    streams: { ...process.streams, total: null, scan: 'skipped: stopping' },
  }));
  const processes = [...reading.processes, ...old];
  return printProbeLine({ ...reading, processes, notes: ['other-netns', 'workers-summed:3'] });
}

/** Numbers as they were written: JSON.stringify has no `-0`, `1e400` or 2^64. */
class Written {
  readonly number: string;
  constructor(number: string) {
    this.number = number;
  }
}

function printed(value: unknown): string {
  if (value instanceof Written) return value.number;
  if (Array.isArray(value)) return `[${value.map(printed).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${printed(inner)}`);
  return `{${entries.join()}}`;
}

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null && !(value instanceof Written);

/** Every array and object of a value. */
function containers(value: unknown): Container[] {
  return isContainer(value) ? [value, ...Object.values(value).flatMap(containers)] : [];
}

/** A place in a value whose content satisfies the condition. */
function placeIn(value: unknown, random: Random, is: (inner: unknown) => boolean) {
  const places = containers(value).flatMap((container) =>
    Object.entries(container)
      .filter(([key, inner]) => is(inner) && key !== 'v' && key !== 'end')
      .map(([key]) => ({ container: container as Record<string, unknown>, key })),
  );
  return places.length === 0 ? undefined : random.pick(places);
}

const isNumber = (value: unknown) => typeof value === 'number' || value === null;

function putAt(value: unknown, random: Random, is: (inner: unknown) => boolean, made: unknown): void {
  const place = placeIn(value, random, is);
  if (place) place.container[place.key] = made;
}

const VALUE_CHANGES: readonly ((value: unknown, random: Random) => void)[] = [
  (value, random) => putAt(value, random, isNumber, new Written(random.pick(EDGE_NUMBERS))),
  (value, random) => putAt(value, random, isNumber, new Written(random.pick(EDGE_NUMBERS))),
  (value, random) => putAt(value, random, isNumber, new Written(random.pick(EDGE_NUMBERS))),
  (value, random) =>
    putAt(value, random, isNumber, new Written(`${random.whole(0, 2 ** random.whole(0, 53) - 1)}`)),
  (value, random) => putAt(value, random, isNumber, null),
  (value, random) => putAt(value, random, (inner) => typeof inner === 'string', random.pick(HOSTILE_TEXTS)),
  (value, random) => putAt(value, random, () => true, random.pick(HOSTILE_TEXTS)),
  (value, random) => putAt(value, random, () => true, random.pick([true, [], {}, [[[]]], { length: 9 }])),
  (value, random) => {
    const place = placeIn(value, random, Array.isArray);
    const list = place?.container[place.key] as unknown[] | undefined;
    if (list?.length)
      list.splice(random.whole(0, list.length - 1), random.whole(0, 2), ...list.slice(0, random.whole(0, 9)));
  },
  (value, random) => {
    const key = random.pick(['hostId', 'outcome', 'runAt', 'schema', 'accountId', 'constructor', 'toString']);
    Object.assign(value as object, { [key]: random.pick(HOSTILE_TEXTS) });
  },
];

const TEXT_CHANGES: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => spliced(text, random, 1, String.fromCharCode(random.whole(0, 255))),
  (text, random) => spliced(text, random, 1, String.fromCharCode(random.whole(0, 0xffff))),
  (text, random) => spliced(text, random, random.whole(1, 40), ''),
  (text, random) => spliced(text, random, 0, random.pick(HOSTILE_TEXTS)),
  (text, random) => spliced(text, random, 0, random.pick(['[', '{', '"', '\\', ',', ':', '\n', '\r', '\0'])),
  (text, random) => spliced(text, random, 0, text.slice(0, random.whole(0, text.length))),
  (text, random) => text.slice(0, random.whole(0, text.length)),
  (text, random) => replacedNumber(text, random, random.pick(EDGE_NUMBERS)),
  (text, random) => replacedNumber(text, random, random.pick(EDGE_NUMBERS)),
  (text) => `${text}\n${text}`,
  (text, random) => `${random.pick(HOSTILE_TEXTS)}\n${text}\n${random.pick(HOSTILE_TEXTS)}`,
  (text) => `${text}\n---Output truncated---`,
  (text, random) => `${'['.repeat(random.whole(1, 20_000))}${text}`.slice(0, 24_000),
  (text) => text.replace('"n":[', `"n":[${'"a",'.repeat(600)}`),
  (_, random) => `{"v":1,"__proto__":{"outcome":"sampled"},"x":"${random.pick(HOSTILE_TEXTS)}","end":1}`,
];

function spliced(text: string, random: Random, taken: number, put: string): string {
  const at = random.whole(0, text.length);
  return text.slice(0, at) + put + text.slice(at + taken);
}

function replacedNumber(text: string, random: Random, number: string): string {
  const all = [...text.matchAll(/-?\d+(\.\d+)?/g)];
  if (all.length === 0) return text;
  const { 0: found, index } = random.pick(all);
  return text.slice(0, index) + number + text.slice(index + found.length);
}
