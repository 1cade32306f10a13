import { gunzipSync } from 'node:zlib';
import type { EvaluatedAlarm } from '../../infra/local/aws/alarms/alarm.ts';
import { fleetData, hostData, scoreData } from '../../lambdas/aws/cloudwatch-metrics.ts';
import { summariseFleet } from '../../lambdas/domain/audit/fleet-summary.ts';
import { parseBins, parseSamples, printBins, samplesKey } from '../../lambdas/domain/records/archive.ts';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { HOUR, printInstant } from '../../lambdas/domain/records/time.ts';
import { isKnownRelease } from '../../lambdas/knowledge/releases.ts';
import { deriveBins } from '../domain/all-bins.ts';
import { type AlarmAccounting, accountAlarms } from './alarm-accounting.ts';
import { accountDigests, type DigestAccounting } from './digest-accounting.ts';
import { accountEvents, type EventAccounting } from './event-accounting.ts';
import { accountMails, type MailAccounting } from './mail-accounting.ts';
import { BUCKET, type ChaosResult, PLACE } from './run-chaos.ts';
import type { Verb } from './schedule.ts';

const BUDGET = 30;

/** What was found after the faults; each list is empty where the auditor kept its promises. */
export interface Accounting extends EventAccounting, DigestAccounting, MailAccounting, AlarmAccounting {
  readonly runs: number;
  readonly samples: number;
  readonly bins: number;
  readonly assessments: number;
  readonly dataPoints: number;
  /** Audits and scorings that ended well and are not in the archive. */
  readonly unaccounted: string[];
  /** Hosts that a run lacks, or has twice. */
  readonly miscounted: string[];
  /** Whether the archive's bins differ from those of its samples, derived at once and undisturbed. */
  readonly otherBins: string[];
  /** Data points whose maximum or minimum is not what the archive says. */
  readonly otherPoints: string[];
}

/** @param alarms those of the synthesised stack where absent */
export function account(result: ChaosResult, alarms?: readonly EvaluatedAlarm[]): Accounting {
  const { endpoint, from, until, hostIds, attempts } = result;
  const hours = (until.getTime() - from.getTime()) / HOUR;
  const objects = [...(endpoint.objects(BUCKET) ?? [])]
    .filter(([key]) => key.endsWith('.gz'))
    .map(([key, { body, metadata }]) => ({ key, metadata, text: gunzipSync(body).toString() }));
  const runs = new Map(
    objects
      .filter(({ key, metadata }) => key.startsWith('samples/') && metadata.skipped === undefined)
      .map(({ key, text }) => [key, parseSamples(text, key).records]),
  );
  const scheduled = Array.from({ length: hours }, (_, hour) => new Date(from.getTime() + hour * HOUR));
  const keyOf = (at: Date) => samplesKey({ ...PLACE, runAt: printInstant(at) });
  const samples = [...runs.values()].flat();
  const binTexts = objects.filter(({ key }) => key.startsWith('bins/')).map(({ text }) => text);
  const assessments = objects
    .filter(({ key }) => key.startsWith('assessments/') && !key.includes('latest'))
    .map(({ text }) => Assessment.parse(JSON.parse(text)))
    .sort((a, b) => (a.assessedAt < b.assessedAt ? -1 : 1));
  const skipped = new Set(
    objects.filter(({ metadata }) => metadata.skipped !== undefined).map(({ key }) => key),
  );
  const assessed = new Set(assessments.map(({ assessedAt }) => assessedAt));
  const isArchived: Record<Verb, (at: Date) => boolean> = {
    audit: (at) => runs.has(keyOf(at)) || skipped.has(keyOf(at)),
    score: (at) => assessed.has(printInstant(at)),
    // Of reports the mails are accounted for.
    report: () => true,
  };
  return {
    runs: runs.size,
    samples: samples.length,
    bins: binTexts.length,
    assessments: assessments.length,
    dataPoints: endpoint.metrics().reduce((sum, { points }) => sum + points.length, 0),
    unaccounted: attempts
      .filter(({ ending }) => ending === 'done')
      .filter(({ verb, scheduledAt }) => !isArchived[verb](scheduledAt))
      .map(
        ({ verb, scheduledAt }) =>
          `${verb} of ${printInstant(scheduledAt)} ended well and is not in the archive`,
      ),
    miscounted: [...runs].flatMap(([key, run]) => miscounted(key, run, hostIds)),
    otherBins: differences(
      printBins(binTexts.flatMap((text) => parseBins(text, '').records)),
      printBins(deriveBins(samples).filter(({ binAt }) => Date.parse(binAt) + 3 * HOUR <= until.getTime())),
    ),
    otherPoints: otherPoints(endpoint, runs, assessments, scheduled, keyOf),
    ...accountEvents(result, assessed),
    ...accountDigests(result),
    ...accountMails(result),
    ...accountAlarms(result, alarms),
  };
}

function miscounted(key: string, run: readonly Sample[], hostIds: readonly string[]): string[] {
  const seen = run.map(({ hostId }) => hostId).sort();
  return `${seen}` === `${[...hostIds].sort()}`
    ? []
    : [`${key}: ${seen.length} lines for ${hostIds.length} hosts`];
}

function differences(found: string, expected: string): string[] {
  const lines = new Set(expected.split('\n'));
  const others = found.split('\n').filter((line) => !lines.delete(line));
  return [...others, ...lines].filter((line) => line !== '').map((line) => line.slice(0, 200));
}

/** What the archive makes of each run and assessment, held against every data point's Maximum and Minimum. */
function otherPoints(
  endpoint: ChaosResult['endpoint'],
  runs: ReadonlyMap<string, readonly Sample[]>,
  assessments: readonly Assessment[],
  scheduled: readonly Date[],
  keyOf: (at: Date) => string,
): string[] {
  const expected = new Map<string, Set<string>>();
  const add = (data: ReturnType<typeof fleetData>) => {
    for (const { MetricName, Dimensions = [], Timestamp, Value, StatisticValues } of data) {
      const name = [MetricName, ...Dimensions.map(({ Value }) => Value), Timestamp?.getTime()].join(' ');
      const range = `${StatisticValues?.Maximum ?? Value} ${StatisticValues?.Minimum ?? Value}`;
      expected.set(name, (expected.get(name) ?? new Set()).add(range));
    }
  };
  for (const at of scheduled) {
    const run = runs.get(keyOf(at));
    if (run === undefined) continue;
    // The run before may have come later: without it nothing is known of what happened since.
    for (const before of [runs.get(keyOf(new Date(at.getTime() - HOUR))) ?? [], []]) {
      add(fleetData(summariseFleet(run, before, isKnownRelease), printInstant(at), BUDGET));
    }
    add(hostData(run, printInstant(at)));
  }
  for (const assessment of assessments) add(scoreData(assessment, isKnownRelease));
  return endpoint.metrics().flatMap(({ metricName, dimensions, points }) =>
    points.flatMap(({ startsAt, maximum, minimum }) => {
      const name = [metricName, ...dimensions.map(({ value }) => value), startsAt].join(' ');
      const ranges = expected.get(name);
      // An assessment that was told of and never archived says nothing that could be compared.
      if (ranges === undefined) return [];
      return ranges.has(`${maximum} ${minimum}`)
        ? []
        : [`${name}: ${maximum} ${minimum}, not ${[...ranges]}`];
    }),
  );
}
