import * as z from 'zod';
import { Sample } from './sample.ts';

/** A run's scheduled instant is its identity: whole seconds, UTC. */
export interface Run {
  runAt: string;
  accountId: string;
  region: string;
}

/** `samples/account=…/region=…/date=2026-11-22/1605.ndjson.gz`, by the run's scheduled instant in UTC. */
export function samplesKey({ runAt, accountId, region }: Run): string {
  const [date = '', time = ''] = runAt.split('T');
  const minute = `${time.slice(0, 2)}${time.slice(3, 5)}`;
  return `samples/account=${accountId}/region=${region}/date=${date}/${minute}.ndjson.gz`;
}

/** One line a sample, ordered by host, so that the same samples are the same text. */
export function printSamples(samples: readonly Sample[]): string {
  return [...samples]
    .sort((a, b) => (a.hostId < b.hostId ? -1 : 1))
    .map((sample) => `${JSON.stringify(sample)}\n`)
    .join('');
}

/** A line that is no sample, and where: `file`, `line` from 1, `path` inside the record (empty for the whole line). */
export interface Refusal {
  file: string;
  line: number;
  path: string;
  message: string;
}

/** Reads lines of samples; what can't be read is named and takes nothing else with it. Empty lines are passed over. */
export function parseSamples(text: string, file: string): { samples: Sample[]; refused: Refusal[] } {
  const samples: Sample[] = [];
  const refused: Refusal[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = Sample.safeParse(parseJson(line));
    if (parsed.success) samples.push(parsed.data);
    else {
      const [issue] = parsed.error.issues;
      const whole = parseJson(line) === undefined;
      refused.push({
        file,
        line: index + 1,
        path: whole || issue === undefined ? '' : z.core.toDotPath(issue.path),
        message: whole ? 'not JSON' : (issue?.message ?? 'not a sample'),
      });
    }
  }
  return { samples, refused };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
