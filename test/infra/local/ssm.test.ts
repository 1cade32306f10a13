import {
  CreateDocumentCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  ListCommandInvocationsCommand,
  type ListCommandInvocationsCommandInput,
  ListCommandsCommand,
  paginateListCommandInvocations,
  SendCommandCommand,
  type SendCommandCommandInput,
} from '@aws-sdk/client-ssm';
import { describe, expect, it, vi } from 'vitest';
import type { LocalAnswer } from '../../../infra/local/local-host.ts';
import { PROBE_STEP, probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { ANSWERED, failureOf, host, hostIdOf, hosts, PROBE, startEndpoint } from './fleet.ts';

type Started = Awaited<ReturnType<typeof startEndpoint>>;

const FLEET_TAG = [{ Key: 'tag:Fleet', Values: ['haproxy'] }];
const ALL = { MaxConcurrency: '100%', MaxErrors: '100%' };

const send = async ({ ssm }: Started, input: Partial<SendCommandCommandInput> = {}): Promise<string> => {
  const targets = input.InstanceIds ? {} : { Targets: FLEET_TAG };
  const { Command } = await ssm.send(new SendCommandCommand({ DocumentName: PROBE, ...targets, ...input }));
  return Command?.CommandId ?? '';
};
const command = async ({ ssm }: Started, CommandId: string) =>
  (await ssm.send(new ListCommandsCommand({ CommandId }))).Commands?.[0];
const invocations = async ({ ssm }: Started, input: ListCommandInvocationsCommandInput) =>
  (await ssm.send(new ListCommandInvocationsCommand(input))).CommandInvocations ?? [];

const WITH_PARAMETERS = JSON.stringify({
  ...probeDocument('exit 0'),
  parameters: {
    mode: { type: 'String', allowedValues: ['fast', 'full'] },
    pace: { type: 'String', default: '1', allowedPattern: '^[0-9]$' },
  },
});

describe('SendCommand refuses', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => hostIdOf(index));
  const values = (count: number) => [{ Key: 'tag:Fleet', Values: ids(count) }];

  it.each<{ what: string; input: Partial<SendCommandCommandInput>; name: string; text?: string }>([
    {
      what: '51 instance ids',
      input: { InstanceIds: ids(51) },
      name: 'ValidationException',
      text: "'instanceIds'",
    },
    {
      what: 'an id of another form',
      input: { InstanceIds: ['i-1'] },
      name: 'ValidationException',
      text: 'Member must satisfy constraint: [Member',
    },
    {
      what: '6 targets',
      input: { Targets: Array.from({ length: 6 }, () => ({ Key: 'tag:a', Values: ['b'] })) },
      name: 'ValidationException',
    },
    {
      what: '51 values',
      input: { Targets: values(51) },
      name: 'ValidationException',
      text: "'targets.1.member.values'",
    },
    {
      what: 'a key of 164 characters',
      input: { Targets: [{ Key: `tag:${'k'.repeat(160)}`, Values: ['v'] }] },
      name: 'ValidationException',
    },
    {
      what: 'both ids and targets',
      input: { InstanceIds: ids(1), Targets: FLEET_TAG },
      name: 'ValidationException',
    },
    { what: 'neither ids nor targets', input: { Targets: [] }, name: 'ValidationException' },
    {
      what: 'an unknown target key',
      input: { Targets: [{ Key: 'colour', Values: ['red'] }] },
      name: 'InvalidTarget',
    },
    {
      what: 'an unregistered id',
      input: { InstanceIds: [hostIdOf(77)] },
      name: 'InvalidInstanceId',
      text: `Instances [[${hostIdOf(77)}]] not in a valid state for account`,
    },
    { what: 'a name with a blank', input: { DocumentName: 'a b c' }, name: 'ValidationException' },
    { what: 'an unknown document', input: { DocumentName: 'other' }, name: 'InvalidDocument' },
    { what: 'an unknown version', input: { DocumentVersion: '2' }, name: 'InvalidDocumentVersion' },
    {
      what: 'another hash',
      input: { DocumentHash: '00', DocumentHashType: 'Sha256' },
      name: 'InvalidDocument',
    },
    {
      what: '29 s',
      input: { TimeoutSeconds: 29 },
      name: 'ValidationException',
      text: "Value '29' at 'timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 30",
    },
    { what: '2,592,001 s', input: { TimeoutSeconds: 2_592_001 }, name: 'ValidationException' },
    { what: 'a comment of 101', input: { Comment: 'c'.repeat(101) }, name: 'ValidationException' },
    { what: 'a concurrency of 0', input: { MaxConcurrency: '0' }, name: 'ValidationException' },
    { what: 'a concurrency of 101%', input: { MaxConcurrency: '101%' }, name: 'ValidationException' },
    { what: 'eight digits of errors', input: { MaxErrors: '12345678' }, name: 'ValidationException' },
    {
      what: 'an undeclared parameter',
      input: { Parameters: { commands: ['id'] } },
      name: 'InvalidParameters',
    },
    { what: 'a missing parameter', input: { DocumentName: 'with-parameters' }, name: 'InvalidParameters' },
    {
      what: 'a value not allowed',
      input: { DocumentName: 'with-parameters', Parameters: { mode: ['other'] } },
      name: 'InvalidParameters',
    },
    {
      what: 'a value off the pattern',
      input: { DocumentName: 'with-parameters', Parameters: { mode: ['fast'], pace: ['ab'] } },
      name: 'InvalidParameters',
    },
    {
      what: 'two constraints at once',
      input: { TimeoutSeconds: 1, Comment: 'c'.repeat(101) },
      name: 'ValidationException',
      text: '2 validation errors detected: ',
    },
  ])('$what', async ({ input, name, text = '' }) => {
    const answer = vi.fn(() => ANSWERED);
    const documents = new Map([
      [PROBE, JSON.stringify(probeDocument())],
      ['with-parameters', WITH_PARAMETERS],
    ]);
    const started = await startEndpoint({ hosts: hosts(60, () => ({ answer })), documents });
    expect(await failureOf(send(started, input))).toMatchObject({
      name,
      message: expect.stringContaining(text),
      $metadata: { httpStatusCode: 400 },
    });
    expect(answer).not.toHaveBeenCalled();
  });

  it.each<Partial<SendCommandCommandInput>>([
    { DocumentVersion: '1' },
    { DocumentVersion: '$LATEST' },
    { DocumentVersion: '$DEFAULT' },
    { TimeoutSeconds: 30, Comment: 'c'.repeat(100), ...ALL },
    { InstanceIds: [hostIdOf(0)] },
    { DocumentName: `arn:aws:ssm:eu-west-1:111122223333:document/${PROBE}` },
  ])('nothing of %o', async (input) => {
    expect(await send(await startEndpoint(), input)).toHaveLength(36);
  });
});

describe('targets', () => {
  const fleet = [
    host(0, { tags: { Fleet: 'haproxy', Role: 'edge' } }),
    host(1, { tags: { Fleet: 'haproxy', Role: 'inner' } }),
    host(2, { tags: { Fleet: 'haproxy', Role: 'edge' }, state: 'stopped' }),
    host(3, { tags: { Fleet: 'haproxy', Role: 'edge' }, managed: false }),
    host(4, { tags: { Fleet: 'other', Role: 'edge' } }),
  ];

  it.each([
    { targets: [{ Key: 'tag:Fleet', Values: ['haproxy'] }], reached: [0, 1] },
    { targets: [{ Key: 'tag:Fleet', Values: ['haproxy', 'other'] }], reached: [0, 1, 4] },
    {
      targets: [
        { Key: 'tag:Fleet', Values: ['haproxy'] },
        { Key: 'tag:Role', Values: ['edge'] },
      ],
      reached: [0],
    },
    { targets: [{ Key: 'InstanceIds', Values: [hostIdOf(1)] }], reached: [1] },
    { targets: [{ Key: 'tag:Fleet', Values: ['ha*'] }], reached: [] },
  ])('$targets reach the running, managed hosts $reached', async ({ targets, reached }) => {
    const started = await startEndpoint({ hosts: fleet });
    const CommandId = await send(started, { Targets: targets });
    const ids = (await invocations(started, { CommandId })).map(({ InstanceId }) => InstanceId);
    expect(ids).toEqual(reached.map(hostIdOf));
  });

  it('that no host has make a command that ends as NoInstancesInTag', async () => {
    const started = await startEndpoint();
    const id = await send(started, { Targets: [{ Key: 'tag:Fleet', Values: ['none'] }] });
    expect(await command(started, id)).toMatchObject({
      Status: 'Success',
      StatusDetails: 'NoInstancesInTag',
      TargetCount: 0,
    });
  });
});

describe('a command', () => {
  it('is in progress until each host has answered, then counts how they ended', async () => {
    const answers: LocalAnswer[] = [
      { ...ANSWERED, afterSeconds: 2 },
      { status: 'Failed', statusDetails: 'Failed', stdout: '', exitCode: 3, afterSeconds: 4 },
      {
        status: 'TimedOut',
        statusDetails: 'Execution Timed Out',
        stdout: '',
        exitCode: 137,
        afterSeconds: 6,
      },
      { status: 'InProgress', statusDetails: 'In Progress', stdout: '' },
    ];
    const started = await startEndpoint({
      hosts: hosts(4, (index) => ({ answer: () => answers[index] ?? ANSWERED })),
    });
    const id = await send(started, { TimeoutSeconds: 30, ...ALL });
    const counts = async () => {
      const view = await command(started, id);
      return [view?.StatusDetails, view?.CompletedCount, view?.ErrorCount, view?.DeliveryTimedOutCount];
    };
    expect(await counts()).toEqual(['In Progress', 0, 0, 0]);
    started.advance(4);
    expect(await counts()).toEqual(['In Progress', 2, 1, 0]);
    // TimeoutSeconds and the 30 s of the probe's own step.
    started.advance(55);
    expect(await counts()).toEqual(['In Progress', 3, 2, 0]);
    started.advance(1);
    expect(await counts()).toEqual(['Incomplete', 4, 2, 1]);
    expect(
      (await invocations(started, { CommandId: id })).map(({ Status, StatusDetails }) => [
        Status,
        StatusDetails,
      ]),
    ).toEqual([
      ['Success', 'Success'],
      ['Failed', 'Failed'],
      ['TimedOut', 'Execution Timed Out'],
      ['TimedOut', 'Delivery Timed Out'],
    ]);
  });

  it('without MaxErrors stops at the first error', async () => {
    const answer = (): LocalAnswer => ({ status: 'Failed', statusDetails: 'Failed', stdout: '' });
    const started = await startEndpoint({ hosts: hosts(3, () => ({ answer })) });
    const id = await send(started);
    expect(await command(started, id)).toMatchObject({ Status: 'Failed', ErrorCount: 1, CompletedCount: 3 });
    const details = (await invocations(started, { CommandId: id })).map(({ StatusDetails }) => StatusDetails);
    expect(details).toEqual(['Failed', 'Terminated', 'Terminated']);
  });

  it('asks each host once, and hands it the id and the instant', async () => {
    const answer = vi.fn(() => ANSWERED);
    const started = await startEndpoint({ hosts: hosts(2, () => ({ answer })) });
    const commandId = await send(started);
    await invocations(started, { CommandId: commandId, Details: true });
    expect(answer.mock.calls).toEqual([
      [{ commandId, sentAt: started.clock.at }],
      [{ commandId, sentAt: started.clock.at }],
    ]);
  });

  it('can be read as long as commands are kept', async () => {
    const started = await startEndpoint({ commandRetentionSeconds: 60 });
    const [first] = [await send(started), started.advance(60)];
    await send(started);
    expect(await command(started, first)).toBeDefined();
    started.advance(1);
    await send(started);
    expect(await command(started, first)).toBeUndefined();
  });

  it('of another document than the probe is answered by no host', async () => {
    const answer = vi.fn(() => ANSWERED);
    const started = await startEndpoint({ hosts: [host(0, { answer })] });
    const Content = JSON.stringify(probeDocument('touch /tmp/owned'));
    await started.ssm.send(new CreateDocumentCommand({ Name: 'foreign', Content }));
    const id = await send(started, { DocumentName: 'foreign' });
    expect(await command(started, id)).toMatchObject({ Status: 'Failed' });
    expect(answer).not.toHaveBeenCalled();
  });

  it.each([
    { filter: { key: 'Status', value: 'Success' }, found: 1 },
    { filter: { key: 'Status', value: 'NoInstancesInTag' }, found: 1 },
    { filter: { key: 'DocumentName', value: PROBE }, found: 2 },
    { filter: { key: 'ExecutionStage', value: 'Executing' }, found: 1 },
    { filter: { key: 'InvokedAfter', value: '2026-11-22T16:05:30Z' }, found: 1 },
    { filter: { key: 'InvokedBefore', value: '2026-11-22T16:05:30Z' }, found: 1 },
  ] as const)('is found by $filter', async ({ filter, found }) => {
    const started = await startEndpoint({
      hosts: [host(0, { answer: () => ({ ...ANSWERED, afterSeconds: 5 }) })],
    });
    await send(started, { Targets: [{ Key: 'tag:Fleet', Values: ['none'] }] });
    started.advance(60);
    await send(started);
    const { Commands } = await started.ssm.send(new ListCommandsCommand({ Filters: [filter] }));
    expect(Commands).toHaveLength(found);
  });
});

describe('invocations', () => {
  it('of 1,000 hosts come in 20 pages of 50, each host once', async () => {
    const started = await startEndpoint({ hosts: hosts(1000) });
    const CommandId = await send(started, ALL);
    const pages = [];
    const paging = { client: started.ssm, pageSize: 50 };
    for await (const page of paginateListCommandInvocations(paging, { CommandId, Details: true }))
      pages.push(page);
    expect(pages).toHaveLength(20);
    const ids = pages.flatMap(({ CommandInvocations = [] }) =>
      CommandInvocations.map(({ InstanceId }) => InstanceId),
    );
    expect(new Set(ids).size).toBe(1000);
  });

  it.each([0, 51])('refuse pages of %d', async (MaxResults) => {
    const started = await startEndpoint();
    expect(await failureOf(invocations(started, { MaxResults }))).toMatchObject({
      name: 'ValidationException',
    });
  });

  it('refuse a token that is none', async () => {
    const started = await startEndpoint();
    expect(await failureOf(invocations(started, { NextToken: 'x' }))).toMatchObject({
      name: 'InvalidNextToken',
    });
  });

  it.each([
    { bytes: 2499, stderr: '', length: 2499 },
    { bytes: 2500, stderr: '', length: 2500, marker: '---Output truncated---' },
    { bytes: 2475, stderr: 'e', length: 2500, marker: '---Output truncated---' },
  ])('carry the output of $bytes bytes, cut as SSM does', async ({ bytes, stderr, length, marker = '' }) => {
    const answer = (): LocalAnswer => ({ ...ANSWERED, stdout: 'o'.repeat(bytes), stderr });
    const started = await startEndpoint({ hosts: [host(0, { answer })] });
    const CommandId = await send(started);
    const [listed] = await invocations(started, { CommandId, Details: true });
    const [plugin] = listed?.CommandPlugins ?? [];
    expect(plugin).toMatchObject({ Name: PROBE_STEP, Status: 'Success', ResponseCode: 0 });
    expect(plugin?.Output).toHaveLength(length);
    expect(plugin?.Output).toContain(marker);
    const whole = await started.ssm.send(
      new GetCommandInvocationCommand({ CommandId, InstanceId: hostIdOf(0) }),
    );
    expect(whole).toMatchObject({ StandardOutputContent: 'o'.repeat(bytes), StandardErrorContent: stderr });
  });

  it('have plugins only where details are asked for, and no output before the end', async () => {
    const answer = () => ({ ...ANSWERED, afterSeconds: 10 });
    const started = await startEndpoint({ hosts: [host(0, { answer })] });
    const CommandId = await send(started);
    expect((await invocations(started, { CommandId }))[0]?.CommandPlugins).toEqual([]);
    const [listed] = await invocations(started, { CommandId, Details: true });
    expect(listed?.CommandPlugins?.[0]).toMatchObject({ Status: 'InProgress', ResponseCode: -1, Output: '' });
  });

  it('show what happens on the way', async () => {
    const answer = (): LocalAnswer => ({
      status: 'Delayed',
      statusDetails: 'Delayed',
      stdout: '',
      afterSeconds: 5,
    });
    const started = await startEndpoint({ hosts: [host(0, { answer })] });
    const CommandId = await send(started, { TimeoutSeconds: 30 });
    const status = async () => (await invocations(started, { CommandId }))[0]?.Status;
    const seen = [await status()];
    for (const seconds of [5, 54, 1]) {
      started.advance(seconds);
      seen.push(await status());
    }
    expect(seen).toEqual(['InProgress', 'Delayed', 'Delayed', 'TimedOut']);
  });

  it.each([
    { filter: { key: 'Status', value: 'DeliveryTimedOut' }, found: [1] },
    { filter: { key: 'Status', value: 'Success' }, found: [0] },
  ] as const)('are found by $filter', async ({ filter, found }) => {
    const undelivered: LocalAnswer = { status: 'TimedOut', statusDetails: 'Delivery Timed Out', stdout: '' };
    const started = await startEndpoint({
      hosts: hosts(2, (index) => ({ answer: () => (index === 0 ? ANSWERED : undelivered) })),
    });
    const CommandId = await send(started);
    const list = await invocations(started, { CommandId, Filters: [filter] });
    expect(list.map(({ InstanceId }) => InstanceId)).toEqual(found.map(hostIdOf));
  });

  it('appear late where the endpoint is told so', async () => {
    const started = await startEndpoint({ visibleAfterSeconds: 2 });
    const CommandId = await send(started);
    const get = () =>
      started.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: hostIdOf(0) }));
    expect(await invocations(started, { CommandId })).toEqual([]);
    expect(await failureOf(get())).toMatchObject({ name: 'InvocationDoesNotExist' });
    started.advance(2);
    expect(await invocations(started, { CommandId })).toHaveLength(3);
    expect(await get()).toMatchObject({ Status: 'Success', PluginName: PROBE_STEP });
  });

  it('of an unknown step are refused', async () => {
    const started = await startEndpoint();
    const input = { CommandId: await send(started), InstanceId: hostIdOf(0), PluginName: 'other' };
    expect(await failureOf(started.ssm.send(new GetCommandInvocationCommand(input)))).toMatchObject({
      name: 'InvalidPluginName',
    });
  });
});

describe('documents', () => {
  it('come back as they were created, with their hash', async () => {
    const { ssm } = await startEndpoint();
    const Content = JSON.stringify(probeDocument('exit 0'));
    const created = await ssm.send(
      new CreateDocumentCommand({ Name: 'created', Content, DocumentType: 'Command' }),
    );
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name: 'created' }));
    expect(Document).toEqual(created.DocumentDescription);
    expect(Document).toMatchObject({
      HashType: 'Sha256',
      Hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      DocumentVersion: '1',
    });
    const read = await ssm.send(new GetDocumentCommand({ Name: 'created' }));
    expect(read).toMatchObject({ Content, DocumentFormat: 'JSON', Status: 'Active' });
  });

  const content = JSON.stringify(probeDocument('exit 0'));
  it.each([
    { what: 'a reserved name', input: { Name: 'AWS-mine', Content: content }, name: 'ValidationException' },
    { what: 'a name with a slash', input: { Name: 'a/b/c', Content: content }, name: 'ValidationException' },
    { what: 'a taken name', input: { Name: PROBE, Content: content }, name: 'DocumentAlreadyExists' },
    { what: 'no JSON', input: { Name: 'created', Content: '{' }, name: 'InvalidDocumentContent' },
    {
      what: 'no steps',
      input: { Name: 'created', Content: '{"schemaVersion":"2.2"}' },
      name: 'InvalidDocumentContent',
    },
    {
      what: 'more than 64 KB',
      input: { Name: 'created', Content: JSON.stringify(probeDocument('x'.repeat(65_536))) },
      name: 'MaxDocumentSizeExceeded',
    },
  ])('are refused with $what', async ({ input, name }) => {
    const { ssm } = await startEndpoint();
    expect(await failureOf(ssm.send(new CreateDocumentCommand(input)))).toMatchObject({ name });
  });
});

describe('DescribeInstanceInformation', () => {
  const fleet = [
    host(0),
    host(1, { state: 'stopped' }),
    host(2, { state: 'terminated' }),
    host(3, { managed: false }),
    host(4, { tags: { Fleet: 'other' } }),
  ];
  const describeHosts = async ({ ssm }: Started, input: DescribeInstanceInformationCommandInput) =>
    (await ssm.send(new DescribeInstanceInformationCommand(input))).InstanceInformationList ?? [];

  it.each<{ filters: DescribeInstanceInformationCommandInput['Filters']; found: string[] }>([
    { filters: [], found: ['0 Online', '1 ConnectionLost', '4 Online'] },
    { filters: [{ Key: 'tag:Fleet', Values: ['haproxy'] }], found: ['0 Online', '1 ConnectionLost'] },
    { filters: [{ Key: 'tag-key', Values: ['Name'] }], found: ['0 Online', '1 ConnectionLost'] },
    { filters: [{ Key: 'PingStatus', Values: ['Online'] }], found: ['0 Online', '4 Online'] },
    { filters: [{ Key: 'InstanceIds', Values: [hostIdOf(4)] }], found: ['4 Online'] },
  ])('finds $found with $filters', async ({ filters, found }) => {
    const list = await describeHosts(await startEndpoint({ hosts: fleet }), { Filters: filters });
    expect(list.map(({ InstanceId, PingStatus }) => `${Number(InstanceId?.slice(2))} ${PingStatus}`)).toEqual(
      found,
    );
  });

  it.each<{ input: DescribeInstanceInformationCommandInput; name: string }>([
    { input: { MaxResults: 4 }, name: 'ValidationException' },
    { input: { MaxResults: 51 }, name: 'ValidationException' },
    { input: { Filters: [{ Key: 'Colour', Values: ['red'] }] }, name: 'InvalidFilterKey' },
    {
      input: {
        Filters: [
          { Key: 'tag:Fleet', Values: ['a'] },
          { Key: 'PingStatus', Values: ['Online'] },
        ],
      },
      name: 'InvalidInstanceInformationFilterValue',
    },
  ])('refuses $input with $name', async ({ input, name }) => {
    expect(await failureOf(describeHosts(await startEndpoint({ hosts: fleet }), input))).toMatchObject({
      name,
    });
  });
});
