import { type NewestRun, newestSamples } from '../../lambdas/domain/audit/newest-runs.ts';
import { parseSamples, sampledRunAt } from '../../lambdas/domain/records/archive.ts';
import { type HostKey, hostKey, placeKey } from '../../lambdas/domain/records/host-key.ts';
import { placeOfFile } from '../../lambdas/domain/records/in-place.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { printInstant } from '../../lambdas/domain/records/time.ts';
import { filesOf, linesOf } from './archive-files.ts';

/** Samples of the newest run of each place before an instant: of the files that name it, and no others are parsed. */
export async function newestRun(paths: readonly string[], at: Date): Promise<Sample[]> {
  const files = paths.flatMap((path) => filesOf(path) ?? []);
  const places = Map.groupBy(files, (file) => placeKey(placeOfFile(file) ?? {}));
  const runs: NewestRun[] = [];
  for (const placeFiles of places.values())
    runs.push(...(await newestRunOf(newestNamed(placeFiles, at), at)));
  return newestSamples(runs);
}

async function newestRunOf(files: readonly string[], at: Date): Promise<NewestRun[]> {
  let newest = -Infinity;
  let holders = new Set<string>();
  for (const file of files) {
    for await (const lines of linesOf(file)) {
      if ('trouble' in lines) continue;
      for (const [, text = ''] of lines.text.matchAll(/"runAt"\s*:\s*"([^"]{1,40})"/g)) {
        const runAt = Date.parse(text);
        if (!(runAt < at.getTime()) || runAt < newest) continue;
        if (runAt > newest) holders = new Set();
        newest = runAt;
        holders.add(file);
      }
    }
  }
  const run = new Map<HostKey, Sample>();
  for (const file of holders) {
    for await (const lines of linesOf(file)) {
      if ('trouble' in lines) continue;
      for (const sample of parseSamples(lines.text, file).records) {
        if (Date.parse(sample.runAt) === newest) run.set(hostKey(sample), sample);
      }
    }
  }
  return run.size === 0 ? [] : [{ runAt: printInstant(newest), samples: [...run.values()] }];
}

/** Of files that the archive named by their run those of the newest before an instant; any others as they are. */
function newestNamed(files: readonly string[], at: Date): readonly string[] {
  const named = files.map((file) => ({ file, runAt: Date.parse(sampledRunAt(file) ?? '') }));
  if (named.some(({ runAt }) => Number.isNaN(runAt))) return files;
  const before = named.filter(({ runAt }) => runAt < at.getTime());
  const newest = before.reduce((latest, { runAt }) => Math.max(latest, runAt), -Infinity);
  return before.flatMap(({ file, runAt }) => (runAt === newest ? [file] : []));
}
