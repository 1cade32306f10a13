import { gunzipSync, gzipSync } from 'node:zlib';
import { ListCommandInvocationsCommand, ListCommandsCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { EndpointOptions } from '../infra/local/aws/endpoint.ts';
import type { StoredObject } from '../infra/local/aws/s3-store.ts';
import type { LocalAnswer, LocalHost } from '../infra/local/hosts/local-host.ts';
import { RECORDINGS, replayedHost } from '../infra/local/hosts/replayed-hosts.ts';
import { AuditFleetEnv } from '../lambdas/audit-fleet/env.ts';
import { auditFleet } from '../lambdas/audit-fleet/handler.ts';
import { previousProbeDocument } from '../lambdas/probe/previous-document.ts';
import { probeDocument } from '../lambdas/probe/probe-document.ts';
import { BUCKET, host, hostIdOf, startEndpoint } from './infra/local/aws/fleet.ts';

const [NEW, OLD] = ['auditor-probe-new', 'auditor-probe-old'];
const KEY = `trials/account=111122223333/region=eu-west-1/${NEW}.json.gz`;

const success = (stdout: string, afterSeconds = 1): LocalAnswer => ({
  status: 'Success',
  statusDetails: 'Success',
  stdout,
  afterSeconds,
});

/** Answers the previous document well, and the new one as told; well where it is not. */
function tried(index: number, role: string, toNew?: LocalAnswer): LocalHost {
  const tags = { Fleet: 'haproxy', Role: role, Name: `lb-${index}` };
  const replay = replayedHost(RECORDINGS[0] as (typeof RECORDINGS)[number], { ...host(index), tags });
  const answer: LocalHost['answer'] = (asked) =>
    asked.documentName === NEW && toNew !== undefined ? toNew : replay.answer(asked);
  return { ...replay, answer };
}

async function start(hosts: readonly LocalHost[], options: Partial<EndpointOptions> = {}) {
  const documents = new Map([
    [NEW, JSON.stringify(probeDocument())],
    [OLD, JSON.stringify(previousProbeDocument())],
  ]);
  const started = await startEndpoint({ hosts, documents, ...options });
  const { endpoint, clock, advance, ssm } = started;
  const env = AuditFleetEnv.parse({
    ACCOUNT_ID: '111122223333',
    AWS_REGION: 'eu-west-1',
    ARCHIVE_BUCKET: BUCKET,
    PROBE_DOCUMENT: NEW,
    PREVIOUS_PROBE_DOCUMENT: OLD,
    FLEET_TAG_KEY: 'Fleet',
    FLEET_TAG_VALUE: 'haproxy',
    ROLE_TAG_KEY: 'Role',
    PERIOD_SECONDS: '900',
    DEADLINE_SECONDS: '165',
    METRIC_BUDGET: '30',
    PER_HOST_METRICS: 'false',
  });
  const first = clock.at.getTime();
  /** The run of so many periods later, and which hosts ran which document in it. */
  const audit = async (period: number) => {
    clock.at = new Date(first + period * 900_000);
    const runAt = clock.at.toISOString().replace('.000Z', 'Z');
    const sleep = async (seconds: number) => advance(seconds);
    const result = await auditFleet(started, env, { scheduledAt: runAt }, { now: () => clock.at, sleep });
    const ran: Record<string, string[]> = {};
    for (const { CommandId, DocumentName = '', RequestedDateTime } of (
      await ssm.send(new ListCommandsCommand({}))
    ).Commands ?? []) {
      if ((RequestedDateTime?.getTime() ?? 0) < Date.parse(runAt)) continue;
      const { CommandInvocations = [] } = await ssm.send(new ListCommandInvocationsCommand({ CommandId }));
      ran[DocumentName] = CommandInvocations.map(({ InstanceId = '' }) => InstanceId);
    }
    return { result, ran };
  };
  const trial = () => {
    const object = endpoint.objects(BUCKET)?.get(KEY);
    return object && JSON.parse(gunzipSync(object.body).toString());
  };
  const refused = () => {
    const metric = endpoint.metrics().find(({ metricName }) => metricName === 'ProbeRefused');
    return metric?.points.map(({ maximum }) => maximum);
  };
  return { audit, trial, refused, endpoint };
}

const ids = (...indices: number[]) => indices.map(hostIdOf);
const EVERYBODY = ids(0, 1, 2, 3);

describe('a new document of the probe', () => {
  it('runs on one host of each role for one run, and on all of them afterwards', async () => {
    const { audit, trial, refused } = await start([
      tried(0, 'edge'),
      tried(1, 'edge'),
      tried(2, 'api'),
      tried(3, 'api'),
    ]);
    const first = await audit(0);
    expect(first.ran).toEqual({ [NEW]: ids(0, 2), [OLD]: EVERYBODY });
    expect(first.result).toMatchObject({ fleet: { hosts: 4, sampled: 4 } });
    expect(trial()).toMatchObject({ documentName: NEW, verdict: 'accepted', runAt: '2026-11-22T16:05:00Z' });
    expect((await audit(1)).ran).toEqual({ [NEW]: EVERYBODY });
    expect((await audit(2)).ran).toEqual({ [NEW]: EVERYBODY });
    expect(refused()).toEqual([0, 0, 0]);
  });

  it.each<[string, LocalAnswer, string]>([
    ['prints garbage', success('kernel panic - not syncing'), 'NoJsonLine'],
    ['prints nothing', success(''), 'NoOutput'],
    ['prints a line that is too long', success(`{"v":1,"n":["${'x'.repeat(2_420)}"],"end":1}`), 'LongLine'],
    [
      'fails',
      { status: 'Failed', statusDetails: 'Failed', stdout: '', exitCode: 2, afterSeconds: 1 },
      'Failed',
    ],
    ['never ends', { status: 'InProgress', statusDetails: 'In Progress', stdout: '' }, 'InProgress'],
    [
      'is killed',
      { status: 'TimedOut', statusDetails: 'Execution Timed Out', stdout: '' },
      'ExecutionTimedOut',
    ],
  ])('that %s runs nowhere else, and the one before it goes on', async (_what, toNew, reason) => {
    const { audit, trial, refused } = await start([
      tried(0, 'edge', toNew),
      tried(1, 'edge', toNew),
      tried(2, 'api', toNew),
      tried(3, 'api', toNew),
    ]);
    const first = await audit(0);
    expect(first.ran).toEqual({ [NEW]: ids(0, 2), [OLD]: EVERYBODY });
    expect(first.result).toMatchObject({ fleet: { sampled: 4 }, refusedProbe: { verdict: 'refused' } });
    expect(trial().hosts).toMatchObject([
      { hostId: hostIdOf(0), role: 'edge', problem: reason, previousProblem: null },
      { hostId: hostIdOf(2), role: 'api', problem: reason, previousProblem: null },
    ]);
    const second = await audit(1);
    expect(second.ran).toEqual({ [OLD]: EVERYBODY });
    expect(second.result).toMatchObject({ fleet: { sampled: 4 } });
    expect(refused()).toEqual([1, 1]);
  });

  it('is refused for one role alone, and for taking longer than the probe may', async () => {
    const { stdout } = await tried(0, 'api').answer({
      commandId: '',
      documentName: OLD,
      sentAt: new Date('2026-11-22T16:05:00Z'),
    });
    const { audit, trial } = await start([tried(0, 'edge'), tried(1, 'api', success(stdout, 25))]);
    await audit(0);
    expect(trial()).toMatchObject({ verdict: 'refused', hosts: [{ problem: null }, { problem: 'Slow' }] });
    expect((await audit(1)).ran).toEqual({ [OLD]: ids(0, 1) });
  });

  it('is tried again where no host could tell', async () => {
    const silent = { status: 'InProgress', statusDetails: 'In Progress', stdout: '' } as const;
    const { audit, trial } = await start([{ ...tried(0, 'edge'), answer: () => silent }]);
    expect((await audit(0)).ran).toMatchObject({ [NEW]: ids(0) });
    expect(trial()).toBeUndefined();
    expect((await audit(1)).ran).toMatchObject({ [NEW]: ids(0), [OLD]: ids(0) });
  });

  it('is tried beside the one before for as long as its trial can not be read', async () => {
    const { audit, endpoint } = await start([tried(0, 'edge')]);
    await audit(0);
    const objects = endpoint.objects(BUCKET) as Map<string, StoredObject>;
    objects.set(KEY, { ...(objects.get(KEY) as StoredObject), body: gzipSync('{"schema":2}') });
    expect((await audit(1)).ran).toEqual({ [NEW]: ids(0), [OLD]: ids(0) });
  });
});
