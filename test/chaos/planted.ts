import { gunzipSync, gzipSync } from 'node:zlib';
import type { EvaluatedAlarm } from '../../infra/local/aws/alarms/alarm.ts';
import type { StoredEvent } from '../../infra/local/aws/eventbridge.ts';
import type { StoredPoint } from '../../infra/local/aws/metric-store.ts';
import type { StoredObject } from '../../infra/local/aws/s3-store.ts';
import type { StoredMail } from '../../infra/local/aws/sesv2.ts';
import type { PromiseKey } from './chaos-section.ts';
import { BUCKET, type ChaosResult } from './run-chaos.ts';

/** Something wrong in what a run left, or in an alarm, and the promise that it breaks; others may break with it. */
export interface Planted {
  readonly breaks: PromiseKey;
  readonly what: string;
  readonly spoil?: (result: ChaosResult) => ChaosResult | undefined;
  readonly alarm?: (alarm: EvaluatedAlarm) => Partial<EvaluatedAlarm>;
}

export const PLANTED: readonly Planted[] = [
  { breaks: 'unaccounted', what: 'the samples of a run are gone', spoil: (of) => remove(of, 'samples/') },
  { breaks: 'unaccounted', what: 'an assessment is gone', spoil: (of) => remove(of, 'assessments/') },
  {
    breaks: 'miscounted',
    what: 'a run lacks a host',
    spoil: (of) => edit(of, 'samples/', (text) => text.replace(/^.*\n/, '')),
  },
  {
    breaks: 'miscounted',
    what: 'a run has a host twice',
    spoil: (of) => edit(of, 'samples/', (text) => text.replace(/^.*\n/, '$&$&')),
  },
  {
    breaks: 'otherBins',
    what: 'a bin is of other samples',
    spoil: (of) => edit(of, 'bins/', (text) => text.replace('"sampled":3', '"sampled":2')),
  },
  { breaks: 'otherBins', what: 'the bins of three hours are gone', spoil: (of) => remove(of, 'bins/') },
  {
    breaks: 'otherPoints',
    what: 'a data point was put again with another value',
    spoil: (of) => withPoint(of, 'Hosts', ({ maximum }) => ({ maximum: maximum + 1 })),
  },
  {
    breaks: 'otherEvents',
    what: 'a finding is told twice in other words',
    spoil: (of) => tell(of, [{ verdict: 'leaking' }, { verdict: 'healthy' }]),
  },
  {
    breaks: 'otherEvents',
    what: 'a finding is of no assessment',
    spoil: (of) => tell(of, [{ assessedAt: '2026-10-05T03:21:00Z' }]),
  },
  {
    breaks: 'extraMails',
    what: 'a week was mailed, known, and again',
    spoil: (of) => mailed(of, (mails) => mails.push(...mails.slice(0, 1))),
  },
  { breaks: 'unmailed', what: 'an e-mail is gone', spoil: (of) => mailed(of, (mails) => mails.splice(0)) },
  {
    breaks: 'unrung',
    what: 'the alarm about given-up events has a threshold of 99',
    alarm: ({ id }) => (id === 'AuditFleetGivenUp' ? { threshold: 99 } : {}),
  },
  {
    breaks: 'unrung',
    what: 'the alarm about silence waits for 99 data points',
    alarm: ({ id }) => (id === 'AuditNotRunning' ? { datapoints: 99 } : {}),
  },
  {
    breaks: 'unrung',
    what: 'the alarm about failures waits for 99 data points',
    alarm: ({ id }) => (id === 'AuditFleetFails' ? { datapoints: 99 } : {}),
  },
  {
    breaks: 'rungForNothing',
    what: 'the alarm about the time limit has a threshold of 0',
    alarm: ({ id }) => (id === 'AuditFleetNearTimeout' ? { threshold: 0 } : {}),
  },
];

const objectsOf = ({ endpoint }: ChaosResult) => endpoint.objects(BUCKET) as Map<string, StoredObject>;

function firstUnder(result: ChaosResult, prefix: string): [string, StoredObject] {
  const found = [...objectsOf(result)].find(([key]) => key.startsWith(prefix));
  if (found === undefined) throw new Error(`no object under ${prefix}`);
  return found;
}

function remove(result: ChaosResult, prefix: string): undefined {
  objectsOf(result).delete(firstUnder(result, prefix)[0]);
}

function edit(result: ChaosResult, prefix: string, change: (text: string) => string): undefined {
  const [key, object] = firstUnder(result, prefix);
  const text = change(gunzipSync(object.body).toString());
  objectsOf(result).set(key, { ...object, body: gzipSync(text) });
}

function withPoint(
  result: ChaosResult,
  name: string,
  change: (point: StoredPoint) => Partial<StoredPoint>,
): ChaosResult {
  const metrics = result.endpoint
    .metrics()
    .map((metric) =>
      metric.metricName === name && metric.dimensions.length === 0
        ? { ...metric, points: metric.points.map((point) => ({ ...point, ...change(point) })) }
        : metric,
    );
  return { ...result, endpoint: { ...result.endpoint, metrics: () => metrics } };
}

function tell(result: ChaosResult, details: readonly object[]): undefined {
  const [key] = firstUnder(result, 'assessments/');
  const told = JSON.parse(gunzipSync(objectsOf(result).get(key)?.body ?? '').toString());
  const events = result.endpoint.events() as StoredEvent[];
  const event = { source: 'planted', detailType: 'planted', resources: [], at: result.from };
  for (const detail of details)
    events.push({ ...event, detail: { id: 'planted', assessedAt: told.assessedAt, ...detail } });
}

function mailed({ endpoint }: ChaosResult, change: (mails: StoredMail[]) => void): undefined {
  change(endpoint.mails() as StoredMail[]);
}
