import { gunzipSync } from 'node:zlib';
import { functionSizes } from '../../../infra/config/function-size.ts';
import { mountEndpoint } from '../../../infra/local/aws/http-mount.ts';
import type { StoredObject } from '../../../infra/local/aws/s3-store.ts';
import { assessmentKey } from '../../../lambdas/domain/records/archive.ts';
import { parseJson } from '../../../lambdas/domain/records/ndjson.ts';
import { ShardItem } from '../../../lambdas/domain/records/shard.ts';
import { ASSESSED_AT } from '../scale/archived-objects.ts';
import { BUCKET, PLACE } from '../scale/run.ts';
import { runBounded } from '../scale/run-child.ts';
import { lambdaSeconds, type Measured } from '../scale/section.ts';
import { checkRenamed, checkSame } from './checks.ts';
import { assessmentOf, earlierAssessments } from './earlier-assessments.ts';
import { archiveEndpoint, type NumberedPlace, nameOf, placesOf } from './places-archive.ts';
import { firstPlaceOf, type JudgedPlaceText, keysOf, renamedShard } from './renamed-shards.ts';

/** Both ways of one scoring. */
export interface SizeFigures {
  readonly places: number;
  readonly plan: Measured;
  readonly shards: number;
  /** Those that were judged, in this size or a smaller one. */
  readonly judged: readonly Measured[];
  readonly join: Measured;
  /** Of what the join wrote. */
  readonly report: Measured;
  /** Where one function was tried. */
  readonly alone: Measured | undefined;
}

const AT = ASSESSED_AT.toISOString();
const ASSESSED_KEY = assessmentKey({ ...PLACE, runAt: AT });

type Archive = ReturnType<typeof archiveEndpoint>;

/** What sizes share: shards that were judged, and the first place's hosts in the assessment before. */
interface Steps {
  readonly bundle: string;
  readonly folder: string;
  readonly hostsEach: number;
  readonly mostJudged: number;
  readonly judged: Map<string, { measured: Measured; objects: (readonly [string, StoredObject])[] }>;
  first?: JudgedPlaceText;
  /** Of an assessment. */
  charactersAHost?: number;
  /** Of the first size. */
  assessment?: string;
}

export const stepsOf = (
  bundle: string,
  folder: string,
  { hostsEach, judged }: { hostsEach: number; judged: number },
): Steps => ({ bundle, folder, hostsEach, mostJudged: judged, judged: new Map() });

/**
 * @param isTried whether one function is, too
 * @throws where the two ways wrote different assessments
 */
export async function measureSize(steps: Steps, count: number, isTried: boolean): Promise<SizeFigures> {
  const places = placesOf(count, steps.hostsEach);
  const hosts = count * steps.hostsEach;
  const parted = archiveEndpoint(steps.folder, places);
  const run = (verb: string, options = {}) => measured(steps, parted, { verb, hosts, options });
  const plan = await run('plan');
  const { items, judged } = await judgeShards(steps, parted, places);
  const after = 5 + lambdaSeconds(plan) + Math.max(...judged.map(lambdaSeconds));
  const join = () => run('join', { after: after.toFixed(0) });
  const objects = parted.objects(BUCKET) as Map<string, StoredObject>;
  if (steps.assessment === undefined) {
    await join();
    steps.assessment = gunzipSync(objects.get(ASSESSED_KEY)?.body ?? '').toString();
    steps.charactersAHost = steps.assessment.length / hosts;
    objects.delete(ASSESSED_KEY);
  }
  const earlier = await earlierAssessments(steps.assessment, places);
  const restoreEarlier = (archive: Archive) => archive.restore(BUCKET, earlier);
  restoreEarlier(parted);
  const figures = {
    places: count,
    plan,
    shards: items.length,
    judged,
    join: await join(),
    report: await run('report every place'),
  };
  if (!isTried) return { ...figures, alone: undefined };
  const whole = archiveEndpoint(steps.folder, places);
  restoreEarlier(whole);
  const alone = await measured(steps, whole, {
    verb: 'score every place',
    hosts,
    options: { cut: true },
  });
  if (!alone.run.isCutOff) checkSame(whole.objects(BUCKET), parted.objects(BUCKET));
  return { ...figures, alone };
}

/**
 * The report alone, minutes instead of an hour: its assessments are that of the first place under the names of all, whose
 * fleet as a whole is the first place's.
 */
export async function measureReport(steps: Steps, count: number): Promise<Measured> {
  const places = placesOf(count, steps.hostsEach);
  const one = archiveEndpoint(steps.folder, places.slice(0, 1));
  await measured(steps, one, { verb: 'score every place', hosts: steps.hostsEach, options: {} });
  const text = gunzipSync(one.objects(BUCKET)?.get(ASSESSED_KEY)?.body ?? '').toString();
  const archive = archiveEndpoint(steps.folder, places);
  archive.restore(BUCKET, [...(await earlierAssessments(text, places)), await assessmentOf(text, places)]);
  return measured(steps, archive, {
    verb: 'report every place',
    hosts: count * steps.hostsEach,
    options: {},
  });
}

async function judgeShards(
  steps: Steps,
  archive: Archive,
  places: readonly NumberedPlace[],
): Promise<{ items: ShardItem[]; judged: Measured[] }> {
  const objects = archive.objects(BUCKET) as ReadonlyMap<string, StoredObject>;
  const [, plan] = [...objects].find(([key]) => key.endsWith('/plan.json')) ?? [];
  const items = ShardItem.array().parse(parseJson(Buffer.from(plan?.body ?? '').toString()));
  for (const item of items) {
    const name = JSON.stringify(item);
    const ofItem = item.places.flatMap((place) => places.find((one) => nameOf(one) === nameOf(place)) ?? []);
    if (!steps.judged.has(name) && steps.judged.size >= steps.mostJudged && steps.first !== undefined) {
      archive.restore(BUCKET, renamedShard(item, ofItem, steps.first));
      continue;
    }
    let done = steps.judged.get(name);
    if (done === undefined) {
      const options = { shard: name };
      const hosts = ofItem.length * steps.hostsEach;
      const one = await measured(steps, archive, {
        verb: 'judge',
        hosts,
        options,
        largestFleet: places.length * steps.hostsEach,
      });
      const written = keysOf(item).flatMap((key) => {
        const object = objects.get(key);
        return object ? [[key, object] as const] : [];
      });
      done = { measured: one, objects: written };
      steps.judged.set(name, done);
      steps.first ??= firstPlaceOf(item, objects, ofItem[0] as NumberedPlace);
      checkRenamed(item, objects, new Map(renamedShard(item, ofItem, steps.first)));
    }
    archive.restore(BUCKET, done.objects);
  }
  return { items, judged: [...steps.judged.values()].map(({ measured }) => measured) };
}

interface Step {
  readonly verb: string;
  readonly hosts: number;
  readonly options: Readonly<Record<string, string | true>>;
  /** Hosts that the stack gives the function memory for; its own without. */
  readonly largestFleet?: number;
}

async function measured(
  { bundle }: Steps,
  archive: Archive,
  { verb, hosts, options, largestFleet = hosts }: Step,
): Promise<Measured> {
  const { judge, score, report } = functionSizes(largestFleet);
  const { memoryMiB: memory, timeoutMinutes } = { judge, 'report every place': report }[verb] ?? score;
  const timeoutSeconds = 60 * timeoutMinutes;
  const { url, close } = await mountEndpoint(archive);
  const child = { verb, url, at: AT, timeout: String(timeoutSeconds), ...options };
  const { run, hadRoom } = await runBounded(bundle, memory, child);
  await close();
  const one = { hosts, verb, memory, timeoutSeconds, run, hadRoom };
  process.stderr.write(`${JSON.stringify(one)}\n`);
  return one;
}
