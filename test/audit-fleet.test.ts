import { gunzipSync } from 'node:zlib';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EndpointOptions } from '../infra/local/aws/endpoint.ts';
import type { LocalAnswer, LocalHost } from '../infra/local/hosts/local-host.ts';
import { RECORDINGS, replayedHost } from '../infra/local/hosts/replayed-hosts.ts';
import { AuditFleetEnv } from '../lambdas/audit-fleet/env.ts';
import { auditFleet, handler } from '../lambdas/audit-fleet/handler.ts';
import { parseSamples } from '../lambdas/domain/records/archive.ts';
import { auditDeadlineSeconds } from '../lambdas/domain/records/command-time.ts';
import { immediately } from './chaos/immediate-retries.ts';
import { BUCKET, clientsOf, host, hostIdOf, PROBE, startEndpoint } from './infra/local/aws/fleet.ts';

const KEY = 'samples/account=111122223333/region=eu-west-1/date=2026-11-22/1605.ndjson.gz';
const SCHEDULED_AT = '2026-11-22T16:05:00Z';

const variables = {
  ACCOUNT_ID: '111122223333',
  AWS_REGION: 'eu-west-1',
  ARCHIVE_BUCKET: BUCKET,
  PROBE_DOCUMENT: PROBE,
  FLEET_TAG_KEY: 'Fleet',
  FLEET_TAG_VALUE: 'haproxy',
  ROLE_TAG_KEY: 'Role',
  PERIOD_SECONDS: '900',
  DEADLINE_SECONDS: '120',
  METRIC_BUDGET: '30',
  PER_HOST_METRICS: 'false',
};

const [leaking, healthy] = ['v2.8.0', '3.2.26-deb'].map((name) =>
  RECORDINGS.find((recording) => recording.name === name),
);
if (leaking === undefined || healthy === undefined) throw new Error('the recordings have other names');

/** A host of the test fleet that replays a recording. */
const replay = (index: number, recording = healthy, overrides: Partial<LocalHost> = {}): LocalHost => ({
  ...host(index),
  answer: replayedHost(recording, host(index)).answer,
  ...overrides,
});

const says = (stdout: string): LocalAnswer => ({ status: 'Success', statusDetails: 'Success', stdout });

const IN_PROGRESS: LocalAnswer = { status: 'InProgress', statusDetails: 'In Progress', stdout: '' };

/** The fleet, one host of which ends in some other way. */
const withAnswer = (answer: LocalAnswer): LocalHost[] => [
  replay(0),
  { ...host(1), answer: () => answer },
  replay(2),
];

async function start(
  hosts: readonly LocalHost[],
  env: Partial<typeof variables> = {},
  options: Partial<EndpointOptions> = {},
) {
  const started = await startEndpoint({ hosts, ...options });
  const endpoint = { ...started, ...clientsOf({ ...started.config, retryStrategy: immediately(3) }) };
  const clock = {
    now: () => endpoint.clock.at,
    sleep: async (seconds: number) => endpoint.advance(seconds),
  };
  const parsed = AuditFleetEnv.parse({ ...variables, ...env });
  const audit = (scheduledAt = SCHEDULED_AT) => auditFleet(endpoint, parsed, { scheduledAt }, clock);
  const archive = (key = KEY) => {
    const object = endpoint.endpoint.objects(BUCKET)?.get(key);
    return object && gunzipSync(object.body).toString();
  };
  const samples = (key = KEY) => parseSamples(archive(key) ?? '', key).records;
  return { ...endpoint, audit, archive, samples };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('one audit', () => {
  it('archives one object with a sample of each host, identified by EC2', async () => {
    const edge = { tags: { Fleet: 'haproxy', Name: 'lb-1', Role: 'edge' }, availabilityZone: 'eu-west-1b' };
    const { audit, samples, endpoint } = await start([replay(0), replay(1, leaking, edge), replay(2)]);
    const result = await audit();
    expect([...(endpoint.objects(BUCKET)?.keys() ?? [])]).toEqual([KEY]);
    expect(samples().map(({ hostId, outcome }) => ({ hostId, outcome }))).toEqual(
      [0, 1, 2].map((index) => ({ hostId: hostIdOf(index), outcome: 'sampled' })),
    );
    expect(samples()[1]).toMatchObject({
      schema: 1,
      runAt: SCHEDULED_AT,
      accountId: '111122223333',
      region: 'eu-west-1',
      availabilityZone: 'eu-west-1b',
      role: 'edge',
      name: 'lb-1',
      tcp: { memoryPages: 23_579, allocated: 714, inUse: 112 },
      processes: [{ version: '2.8.0-fdd8154ed', deadSockets: 600, streams: { stuck: 300 } }],
    });
    expect(result).toMatchObject({ fleet: { hosts: 3, sampled: 3, stuckStreams: 300, deadSockets: 600 } });
  });

  const answers: { of: string; answer: LocalAnswer; outcome: string; reason: string }[] = [
    ...(
      [
        ['Success', 'Success', 'malformed', 'NoOutput'],
        ['Pending', 'Pending', 'unreachable', 'Pending'],
        ['InProgress', 'In Progress', 'unreachable', 'InProgress'],
        ['Delayed', 'Delayed', 'unreachable', 'Delayed'],
        ['Cancelled', 'Cancelled', 'unreachable', 'Cancelled'],
        ['Cancelling', 'Cancelling', 'unreachable', 'Cancelling'],
        ['TimedOut', 'Delivery Timed Out', 'unreachable', 'DeliveryTimedOut'],
        ['TimedOut', 'Execution Timed Out', 'unreachable', 'ExecutionTimedOut'],
        ['Failed', 'Failed', 'unreachable', 'Failed'],
        ['Failed', 'Undeliverable', 'unreachable', 'Undeliverable'],
        ['Failed', 'Invalid Platform', 'unreachable', 'InvalidPlatform'],
        ['Failed', 'Access Denied', 'unreachable', 'AccessDenied'],
        ['Cancelled', 'Terminated', 'unreachable', 'Terminated'],
      ] as const
    ).map(([status, statusDetails, outcome, reason]) => ({
      of: `${status}, ${statusDetails}`,
      answer: { status, statusDetails, stdout: '' },
      outcome,
      reason,
    })),
    ...[
      ['no output', '', 'NoOutput'],
      ['blanks', ' \n\n', 'NoOutput'],
      ['garbage', 'kernel panic - not syncing', 'NoJsonLine'],
      ['binary', '\u0000\u0001\u0002\ufffd\ufffd', 'NoJsonLine'],
      ['an error of the shell', 'sh: 1: Syntax error: Unterminated quoted string', 'NoJsonLine'],
      ['a line that was cut', leaking.line.slice(0, 200), 'CutLine'],
      ['two lines', `${leaking.line}\n${leaking.line}\n`, 'SeveralLines'],
      ['another format', '{"v":3,"end":1}', 'WrongShape v'],
      ['an endless line', `{"v":1,"n":["${'x'.repeat(2_420)}"],"end":1}`, 'LongLine'],
      ['no JSON', '{"v":1,NaN,"end":1}', 'NotJson'],
      ['NaN', leaking.line.replace('"t":0', '"t":NaN'), 'NotJson'],
      ['a text for a number', leaking.line.replace('"t":0', '"t":"0"'), 'WrongShape t'],
      ['a number below nought', leaking.line.replace('"s":[112,', '"s":[-112,'), 'WrongShape s.0'],
      ['a fraction', leaking.line.replace('"s":[112,', '"s":[1.5,'), 'WrongShape s.0'],
      ['a number no double holds', leaking.line.replace('"s":[112,', '"s":[1e400,'), 'WrongShape s.0'],
      ['a huge number', leaking.line.replace('"s":[112,', `"s":[${'9'.repeat(300)},`), 'WrongShape s.0'],
      ['HTML in a version', leaking.line.replace('2.8.0-fdd8154ed', '<b>2.8.0</b>'), 'WrongShape x.0'],
      ['an escape in a version', leaking.line.replace('2.8.0-fdd8154ed', '\\u001b[2J'), 'WrongShape x.0'],
      ['a formula in a version', leaking.line.replace('2.8.0-fdd8154ed', '=1+1'), 'WrongShape x.0'],
      ['words in a note', leaking.line.replace('"n":[]', '"n":["rm -rf $HOME"]'), 'WrongShape n.0'],
      ['too many notes', leaking.line.replace('"n":[]', `"n":[${Array(99).fill('"a"')}]`), 'WrongShape n'],
      ['a list for the whole', '{"v":1,"p":[],"end":1}', 'WrongShape p'],
    ].map(([of = '', stdout = '', reason = '']) => ({
      of,
      answer: says(stdout),
      outcome: 'malformed',
      reason,
    })),
  ];

  it.each(answers)('$of is $outcome, $reason; others are sampled', async ({ answer, outcome, reason }) => {
    const { audit, samples } = await start(withAnswer(answer));
    const result = await audit();
    expect(samples()).toMatchObject([
      { outcome: 'sampled' },
      { hostId: hostIdOf(1), name: 'lb-1', outcome, reason },
      { outcome: 'sampled' },
    ]);
    expect(samples()[1]).not.toHaveProperty('processes');
    expect(result).toMatchObject({ fleet: { hosts: 3, sampled: 2, stuckStreams: 0 } });
  });

  it.each([
    {
      of: 'no HAProxy',
      line: healthy.line.replace(/"w":\[\[.*?\]\]/, '"w":[]').replace('"n":[]', '"n":["no-haproxy"]'),
    },
    { of: 'no socket', line: healthy.line.replace('"all"', '"no-socket"') },
    { of: 'permission denied', line: healthy.line.replace('"all"', '"permission"') },
  ])('samples a host that reports $of, with what the kernel says and the reason', async ({ of, line }) => {
    const { audit, samples } = await start(
      withAnswer(
        replayedHost({ ...healthy, line }, host(1)).answer({
          commandId: '',
          documentName: PROBE,
          sentAt: new Date(SCHEDULED_AT),
        }) as LocalAnswer,
      ),
    );
    await audit();
    const [, sample] = samples();
    expect(sample).toMatchObject({ outcome: 'sampled', tcp: { memoryPages: expect.any(Number) } });
    if (sample?.outcome !== 'sampled') return;
    const why = sample.processes[0]?.streams.scan ?? sample.notes[0];
    expect(why).toBe(
      { 'no HAProxy': 'no-haproxy', 'no socket': 'skipped: no socket' }[of] ?? 'skipped: permission',
    );
  });

  it('believes no identity that a host prints', async () => {
    const forged = leaking.line.replace(
      '{"v":1,',
      `{"v":1,"hostId":"${hostIdOf(2)}","accountId":"999999999999","role":"admin",`,
    );
    const { audit, samples } = await start(withAnswer(says(forged)));
    await audit();
    expect(samples()[1]).toMatchObject({
      hostId: hostIdOf(1),
      accountId: '111122223333',
      role: null,
      outcome: 'sampled',
    });
    expect(samples()).toHaveLength(3);
  });

  it('asks again for an output that SSM cut', async () => {
    const noisy = says(`${'motd '.repeat(600)}\n${leaking.line}\n`);
    const { audit, samples, endpoint } = await start(withAnswer(noisy));
    await audit();
    expect(samples()[1]).toMatchObject({ outcome: 'sampled', processes: [{ deadSockets: 600 }] });
    expect(endpoint.calls.filter(({ operation }) => operation === 'GetCommandInvocation')).toHaveLength(1);
  });

  it('counts settled, running hosts with the tag, and calls unreachable what SSM does not know', async () => {
    const { audit, samples } = await start([
      replay(0),
      replay(1, healthy, { managed: false }),
      replay(2, healthy, { state: 'stopped' }),
      replay(3, healthy, { state: 'terminated' }),
      replay(4, healthy, { launchedAt: new Date('2026-11-22T15:56:00Z') }),
      replay(5, healthy, { launchedAt: new Date('2026-11-22T15:54:59Z') }),
      replay(6, healthy, { tags: { Fleet: 'other' } }),
    ]);
    const result = await audit();
    expect(samples()).toMatchObject([
      { hostId: hostIdOf(0), outcome: 'sampled' },
      { hostId: hostIdOf(1), outcome: 'unreachable', reason: 'NotManaged' },
      { hostId: hostIdOf(5), outcome: 'sampled' },
    ]);
    expect(result).toMatchObject({ fleet: { hosts: 3, sampled: 2, unreachable: 1 } });
  });

  it('records a host that has not answered at the deadline with its status', async () => {
    const late = {
      ...(await replay(1).answer({ commandId: '', documentName: PROBE, sentAt: new Date(SCHEDULED_AT) })),
      afterSeconds: 50,
    };
    const { audit, samples, clock } = await start(withAnswer(late), { DEADLINE_SECONDS: '20' });
    await audit();
    expect(samples()[1]).toMatchObject({ outcome: 'unreachable', reason: 'InProgress' });
    expect(clock.at.getTime() - Date.parse(SCHEDULED_AT)).toBeLessThanOrEqual(20_000);
  });

  it('archives an empty run for a fleet without hosts, and sends no command', async () => {
    const { audit, archive, endpoint } = await start([]);
    expect(await audit()).toMatchObject({ fleet: { hosts: 0, coveragePercent: null } });
    expect(archive()).toBe('');
    expect(endpoint.calls.map(({ operation }) => operation)).not.toContain('SendCommand');
  });

  it('sends one command, to the tag, with version 1 of the document and no limit on failures', async () => {
    const { audit, ssm, endpoint } = await start([replay(0)]);
    await audit();
    const { calls } = endpoint;
    expect(calls.filter(({ operation }) => operation === 'SendCommand')).toHaveLength(1);
    // No host has answered before its first seconds are over.
    expect(calls.filter(({ operation }) => operation === 'ListCommands')).toHaveLength(1);
    const { Commands } = await ssm.send(new ListCommandsCommand({}));
    expect(Commands?.[0]).toMatchObject({
      DocumentName: PROBE,
      DocumentVersion: '1',
      Targets: [{ Key: 'tag:Fleet', Values: ['haproxy'] }],
      MaxConcurrency: '100%',
      MaxErrors: '100%',
    });
    expect(Commands?.[0]?.Parameters ?? {}).toEqual({});
  });
});

describe('the same instant again', () => {
  it('leaves one object, asks nobody again and publishes the same metrics', async () => {
    const { audit, archive, endpoint } = await start([replay(0, leaking), replay(1)]);
    const first = await audit();
    const stored = archive();
    const maxima = () =>
      endpoint.metrics().map(({ metricName, dimensions, points }) => ({
        metricName,
        dimensions,
        points: points.map(({ maximum, minimum, startsAt }) => ({ maximum, minimum, startsAt })),
      }));
    const before = maxima();
    expect(await audit()).toEqual(first);
    expect(archive()).toBe(stored);
    expect(endpoint.calls.filter(({ operation }) => operation === 'SendCommand')).toHaveLength(1);
    expect(maxima()).toEqual(before);
    expect(before.length).toBeGreaterThan(9);
  });

  it('lets two runs at once both go on from what the first wrote', async () => {
    const { audit, archive, samples } = await start([replay(0, leaking), replay(1)]);
    const [one, other] = await Promise.all([audit(), audit()]);
    expect(one).toEqual(other);
    expect(archive()?.trim().split('\n')).toHaveLength(2);
    expect(samples()).toHaveLength(2);
  });

  it('a run that starts over one period late records itself as skipped, and stays so', async () => {
    const { audit, archive, advance, endpoint } = await start([replay(0)]);
    advance(901);
    const late = { runAt: SCHEDULED_AT, skipped: 'LateStart' };
    expect(await audit()).toEqual(late);
    expect(await audit()).toEqual(late);
    expect(archive()).toBe('');
    expect(endpoint.objects(BUCKET)?.get(KEY)?.metadata).toEqual({ skipped: 'LateStart' });
    expect(endpoint.calls.map(({ operation }) => operation)).not.toContain('SendCommand');
    expect(endpoint.metrics()).toEqual([]);
  });

  it('a run that starts one period late is not skipped', async () => {
    const { audit, advance } = await start([replay(0)]);
    advance(900);
    expect(await audit()).toMatchObject({ fleet: { sampled: 1 } });
  });

  it('a late copy of a run that was archived changes nothing', async () => {
    const { audit, archive, advance } = await start([replay(0)]);
    const first = await audit();
    const stored = archive();
    advance(2_000);
    expect(await audit()).toEqual(first);
    expect(archive()).toBe(stored);
  });
});

describe('when AWS fails', () => {
  it('a passing fault of any call costs no host and no data point', async () => {
    const { audit, samples, endpoint } = await start(
      [replay(0), replay(1, leaking)],
      {},
      { faults: ({ index }) => (index === 0 ? { kind: 'throttle' } : undefined) },
    );
    expect(await audit()).toMatchObject({ fleet: { hosts: 2, sampled: 2, stuckStreams: 300 } });
    expect(samples()).toHaveLength(2);
    expect(endpoint.metrics().length).toBeGreaterThan(9);
  });

  it.each(['DescribeInstances', 'SendCommand', 'ListCommandInvocations', 'PutObject'])(
    'a lasting refusal of %s ends the run, and nothing is archived',
    async (issues) => {
      const { audit, archive } = await start(
        [replay(0)],
        {},
        {
          faults: ({ operation }) =>
            operation === issues ? { kind: 'error', status: 400, code: 'AccessDeniedException' } : undefined,
        },
      );
      await expect(audit()).rejects.toThrow();
      expect(archive()).toBeUndefined();
    },
  );

  it('metrics that could not be published are published by the next attempt, from the archive', async () => {
    let broken = true;
    const { audit, endpoint } = await start(
      [replay(0, leaking)],
      {},
      {
        faults: ({ operation }) =>
          broken && operation === 'PutMetricData'
            ? { kind: 'error', status: 400, code: 'AccessDenied' }
            : undefined,
      },
    );
    await expect(audit()).rejects.toThrow();
    expect(endpoint.metrics()).toEqual([]);
    broken = false;
    await audit();
    expect(endpoint.metrics().map(({ metricName }) => metricName)).toContain('StuckStreams');
    expect(endpoint.calls.filter(({ operation }) => operation === 'SendCommand')).toHaveLength(1);
  });

  it('a document that is not the probe reaches no host', async () => {
    const { audit, archive } = await start([replay(0)], { PROBE_DOCUMENT: 'somebody-elses' });
    await expect(audit()).rejects.toThrow(/InvalidDocument|somebody-elses/);
    expect(archive()).toBeUndefined();
  });
});

describe('pressure events', () => {
  const under = (events: number) => ({
    ...leaking,
    line: leaking.line.replace(',575802,0,0,', `,575802,${events},0,`),
  });

  it('are the difference from the run one period earlier', async () => {
    const hosts = [replay(0, under(3))];
    const { audit, advance, endpoint } = await start(hosts);
    expect(await audit()).toMatchObject({ fleet: { pressureEvents: null } });
    hosts[0] = replay(0, under(5));
    advance(900);
    expect(await audit('2026-11-22T16:20:00Z')).toMatchObject({ fleet: { pressureEvents: 2 } });
    const published = endpoint.metrics().find(({ metricName }) => metricName === 'PressureEvents');
    expect(published?.points.map(({ maximum }) => maximum)).toEqual([2]);
  });
});

describe('what Lambda calls', () => {
  it('reads its variables and finds AWS by itself', async () => {
    const now = new Date();
    const { url, endpoint } = await startEndpoint({ hosts: [replay(0, leaking)], now: () => new Date() });
    const { accessKeyId, secretAccessKey } = endpoint.options.credentials;
    const environment = {
      ...variables,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    // A handler keeps the clients that it made; this one has made none yet, as in a new process.
    vi.resetModules();
    const { handler } = await import('../lambdas/audit-fleet/handler.ts');
    const scheduledAt = `${now.toISOString().slice(0, 16)}:00Z`;
    expect(await handler({ scheduledAt })).toMatchObject({
      runAt: scheduledAt,
      fleet: { sampled: 1, stuckStreams: 300 },
    });
  });

  it.each([
    { of: 'an event without its instant', event: {}, path: 'scheduledAt' },
    { of: 'an instant that is none', event: { scheduledAt: 'soon' }, path: 'scheduledAt' },
    { of: 'no event', event: undefined, path: '' },
  ])('refuses $of', async ({ event, path }) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(handler(event)).rejects.toThrow(path);
  });

  it('refuses to run without its variables, and names them', async () => {
    vi.unstubAllEnvs();
    await expect(handler({ scheduledAt: SCHEDULED_AT })).rejects.toThrow('ARCHIVE_BUCKET');
  });
});

describe('where Run Command waits for each host before it goes to two more', () => {
  /** Answers within 1 to 18 s, as slow as the probe may be; a tenth never. */
  const mixed = (count: number): LocalHost[] =>
    Array.from({ length: count }, (_, index) => {
      const host = replay(index, RECORDINGS[index % RECORDINGS.length]);
      const afterSeconds = index % 10 === 9 ? Number.POSITIVE_INFINITY : 1 + ((index * 7) % 18);
      return { ...host, answer: (asked) => ({ ...(host.answer(asked) as LocalAnswer), afterSeconds }) };
    });

  it('asks all 2,000 hosts, within the deadline of so many', async () => {
    const DEADLINE_SECONDS = String(auditDeadlineSeconds(2_000));
    const { audit, samples, clock } = await start(
      mixed(2_000),
      { DEADLINE_SECONDS },
      { ramp: 'completed', visibleAfterSeconds: 1 },
    );
    expect(await audit()).toMatchObject({ fleet: { hosts: 2_000, sampled: 1_800, unreachable: 200 } });
    const reasons = new Set(samples().map(({ reason }) => reason));
    expect(reasons).toEqual(new Set([null, 'InProgress']));
    expect(clock.at.getTime() - Date.parse(SCHEDULED_AT)).toBeLessThanOrEqual(
      1000 * Number(DEADLINE_SECONDS),
    );
  });

  it('asks those by id that stand behind a silent first host', async () => {
    const silent = { ...replay(0), answer: () => IN_PROGRESS };
    const hosts = [silent, ...mixed(200).slice(1)];
    const { audit, samples, endpoint } = await start(
      hosts,
      { DEADLINE_SECONDS: String(auditDeadlineSeconds(200)) },
      { ramp: 'completed' },
    );
    await audit();
    expect(samples().filter(({ outcome }) => outcome === 'sampled')).toHaveLength(179);
    // One by the tag, then those 199.
    expect(endpoint.calls.filter(({ operation }) => operation === 'SendCommand')).toHaveLength(1 + 4);
  });
});

describe('1,000 hosts', () => {
  it('take 25 calls at most beside polling and make an object of 1,000 lines', async () => {
    const hosts = Array.from({ length: 1_000 }, (_, index) =>
      replay(index, RECORDINGS[index % RECORDINGS.length]),
    );
    const { audit, archive, endpoint } = await start(hosts);
    const result = await audit();
    const calls = endpoint.calls.filter(
      ({ service, operation }) => service === 'ssm' && operation !== 'ListCommands',
    );
    expect(calls.length).toBeLessThanOrEqual(25);
    expect(archive()?.trimEnd().split('\n')).toHaveLength(1_000);
    expect(result).toMatchObject({ fleet: { hosts: 1_000, sampled: 1_000 } });
  });
});
