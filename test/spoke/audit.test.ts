import { describe, expect, it } from 'vitest';
import { RECORDINGS, replayedHost } from '../../infra/local/hosts/replayed-hosts.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../../lambdas/audit-fleet/handler.ts';
import { previousProbeDocument } from '../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../lambdas/probe/probe-document.ts';
import { BUCKET, host, PROBE } from '../infra/local/aws/fleet.ts';
import { SPOKE, startSpoke } from './start-spoke.ts';

const PREVIOUS = 'probe-before';
const SCHEDULED_AT = '2026-11-22T16:05:00Z';
const PLACE = 'account=111122223333/region=eu-west-1';
const KEY = `samples/${PLACE}/date=2026-11-22/1605.ndjson.gz`;

const env = AuditFleetEnv.parse({
  ACCOUNT_ID: SPOKE.accountId,
  AWS_REGION: SPOKE.region,
  ARCHIVE_BUCKET: BUCKET,
  ARCHIVE_REGION: 'eu-west-1',
  PROBE_DOCUMENT: PROBE,
  PREVIOUS_PROBE_DOCUMENT: PREVIOUS,
  FLEET_TAG_KEY: 'Fleet',
  FLEET_TAG_VALUE: 'haproxy',
  ROLE_TAG_KEY: 'Role',
  PERIOD_SECONDS: '900',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'true',
});

/** A fleet whose archive is a bucket of another account: the caller can't list it. */
async function start(options: Parameters<typeof startSpoke>[1] = {}) {
  const recording = RECORDINGS[0];
  if (recording === undefined) throw new Error('no recordings');
  const hosts = [0, 1].map((index) => host(index, { answer: replayedHost(recording, host(index)).answer }));
  const documents = new Map([
    [PROBE, JSON.stringify(probeDocument())],
    [PREVIOUS, JSON.stringify(previousProbeDocument())],
  ]);
  const started = await startSpoke({ hosts, documents }, options);
  const clock = {
    now: () => started.clock.at,
    sleep: async (seconds: number) => started.advance(seconds),
  };
  const audit = (scheduledAt = SCHEDULED_AT) => auditFleet(started, env, { scheduledAt }, clock);
  const keys = () => [...(started.endpoint.objects(BUCKET)?.keys() ?? [])];
  const sent = () => started.endpoint.calls.filter(({ operation }) => operation === 'SendCommand').length;
  return { ...started, audit, keys, sent };
}

describe('an audit in a spoke', () => {
  it('leaves its samples and the trial of its probe in a bucket that it cannot list, and nothing else', async () => {
    const { audit, keys, endpoint } = await start();
    expect(await audit()).toMatchObject({ fleet: { hosts: 2, sampled: 2 } });
    expect(keys().sort()).toEqual([KEY, `trials/${PLACE}/${PROBE}.json.gz`]);
    const called = endpoint.calls.map(({ operation }) => operation);
    expect(called).toContain('PutObject');
    for (const none of ['PutMetricData', 'ListObjectsV2']) expect(called).not.toContain(none);
  });

  it('goes on from what it archived, and asks nobody for the same instant again', async () => {
    const { audit, sent, keys, advance } = await start();
    const first = await audit();
    const asked = sent();
    expect(await audit()).toEqual(first);
    expect(sent()).toBe(asked);
    advance(900);
    await audit('2026-11-22T16:20:00Z');
    // The trial is over: all hosts are asked at once.
    expect(sent()).toBe(asked + 1);
    expect(keys()).toHaveLength(3);
  });

  it('fails where the bucket refuses its samples', async () => {
    const { audit, keys } = await start({
      faults: ({ operation }) =>
        operation === 'PutObject' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined,
    });
    await expect(audit()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(keys()).toEqual([]);
  });

  it('fails where the samples of its instant are there, and it may not read them', async () => {
    const { audit, endpoint } = await start({
      faults: ({ operation }) =>
        operation === 'GetObject' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined,
    });
    await audit();
    const object = endpoint.objects(BUCKET)?.get(KEY);
    expect(object).toBeDefined();
    await expect(audit()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(endpoint.objects(BUCKET)?.get(KEY)).toBe(object);
  });
});
