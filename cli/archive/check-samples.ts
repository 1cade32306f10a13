import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import { type ParseIssue, parseJson } from '../../lambdas/domain/records/ndjson.ts';
import type { Lines } from './archive-files.ts';
import { countReadings, type ReadingCoverage } from './sample-readings.ts';

/** Issues that are kept; of more only their number. */
const KEPT_ISSUES = 1000;
/** Keys that are told apart; a hostile file may have any number of them. */
const KEPT_KEYS = 100;

/** A key that the format does not have: how many samples have it, and where first. */
export interface UnknownKey {
  path: string;
  samples: number;
  file: string;
  line: number;
}

/** What files of samples are worth to whoever wants them judged. */
export interface SamplesCheck {
  samples: number;
  sampled: number;
  hosts: number;
  runs: number;
  /** Of the first and the last run; `null` without any. */
  from: string | null;
  to: string | null;
  /** The first lines that can't be read, and how many there are. */
  issues: ParseIssue[];
  issueCount: number;
  unknownKeys: UnknownKey[];
  /** Samples of a run later than now. */
  future: number;
  coverage: ReadingCoverage[];
}

/**
 * @param files their lines, each file's in turn
 * @param told of how many files have been read
 */
export async function checkSamples(
  files: readonly { file: string; lines: AsyncIterable<Lines> }[],
  now: Date,
  told: (read: number) => void = () => undefined,
): Promise<SamplesCheck> {
  const issues: ParseIssue[] = [];
  const keys = new Map<string, UnknownKey>();
  const [hosts, runs] = [new Set<string>(), new Set<string>()];
  const readings = countReadings();
  let [samples, sampled, future, issueCount] = [0, 0, 0, 0];
  const refuse = (issue: ParseIssue) => {
    issueCount += 1;
    if (issues.length < KEPT_ISSUES) issues.push(issue);
  };
  for (const [index, { file, lines }] of files.entries()) {
    told(index);
    for await (const part of lines) {
      if ('trouble' in part) {
        refuse({ file, line: part.line, path: '', message: part.trouble });
        continue;
      }
      for (const [index, text] of part.text.split('\n').entries()) {
        const line = part.firstLine + index;
        const { records, issues: found } = parseSamples(text, file, line);
        found.forEach(refuse);
        const [sample] = records;
        if (sample === undefined) continue;
        samples += 1;
        hosts.add(hostKey(sample));
        runs.add(sample.runAt);
        if (Date.parse(sample.runAt) > now.getTime()) future += 1;
        if (sample.outcome === 'sampled') {
          sampled += 1;
          readings.add(sample);
        }
        for (const path of new Set(unknownKeys(parseJson(text), sample))) {
          const known = keys.get(path);
          if (known) known.samples += 1;
          else if (keys.size < KEPT_KEYS) keys.set(path, { path, samples: 1, file, line });
        }
      }
    }
  }
  const ordered = [...runs].sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    ...{ samples, sampled, hosts: hosts.size, runs: runs.size, issues, issueCount, future },
    ...{ from: ordered[0] ?? null, to: ordered.at(-1) ?? null },
    unknownKeys: [...keys.values()],
    coverage: readings.coverage(),
  };
}

/** Paths of keys that were written and not read: what was read has every key of the format. */
function unknownKeys(written: unknown, read: unknown, path = ''): string[] {
  if (Array.isArray(written) && Array.isArray(read)) {
    return written.flatMap((element, index) => unknownKeys(element, read[index], `${path}[]`));
  }
  if (!isObject(written) || !isObject(read)) return [];
  return Object.entries(written).flatMap(([key, value]) => {
    const keyPath = path === '' ? key : `${path}.${key}`;
    return Object.hasOwn(read, key) ? unknownKeys(value, read[key], keyPath) : [keyPath];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
