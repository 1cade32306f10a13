import type { Random } from '../../infra/local/hosts/simulation/random.ts';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { type Answers, CAPTURES, type CaptureName, readCapture, startedEarlier } from '../lab/capture.ts';
import { startCaptureHost } from '../lab/capture-host.ts';
import { type ProbeRun, runProbe } from '../lab/run-probe.ts';
import { EDGE_NUMBERS, HOSTILE_TEXTS } from './hostile-texts.ts';

/** Runs the probe over a recording of a real build whose answers were changed in some places. */
export async function probeMutatedCapture(random: Random): Promise<ProbeRun> {
  const name: CaptureName = random.pick(CAPTURES);
  const answers = startedEarlier(readCapture(name).answers, DAY_SECONDS);
  const changed = Object.entries(answers).map(([command, text]) => [command, mutated(text, random)]);
  const host = await startCaptureHost(name, {
    answers: Object.fromEntries(changed) as Answers,
    deadSockets: 2,
    uptimeSeconds: DAY_SECONDS + 60,
  });
  try {
    return await runProbe(['--procfs', host.procfs]);
  } finally {
    host.stop();
  }
}

function mutated(text: string, random: Random): string {
  let result = text;
  for (let change = random.whole(0, 6); change > 0; change -= 1) {
    result = random.pick(CHANGES)(result, random);
  }
  return result;
}

const CHANGES: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => put(text, random, random.whole(0, 30), ''),
  (text, random) => put(text, random, 1, String.fromCharCode(random.whole(0, 255))),
  (text, random) => put(text, random, 0, Buffer.from(random.pick(HOSTILE_TEXTS)).toString('latin1')),
  (text, random) => put(text, random, 0, text.slice(0, random.whole(0, 4_000))),
  (text, random) => text.slice(0, random.whole(0, text.length)),
  (text, random) => overField(text, random, random.pick(EDGE_NUMBERS)),
  (text, random) => overField(text, random, random.pick(EDGE_NUMBERS)),
  (text, random) => overField(text, random, Buffer.from(random.pick(HOSTILE_TEXTS)).toString('latin1')),
];

function put(text: string, random: Random, taken: number, what: string): string {
  const at = random.whole(0, text.length);
  return text.slice(0, at) + what + text.slice(at + taken);
}

/** Puts something in the place of the value of a `Name: value` line or a `key=value` field. */
function overField(text: string, random: Random, value: string): string {
  const fields = [...text.matchAll(/(?<=: |=)[^\s,\]]+/g)];
  if (fields.length === 0) return text;
  const { 0: found, index } = random.pick(fields);
  return text.slice(0, index) + value + text.slice(index + found.length);
}
