import type { SendCommandCommandInput } from '@aws-sdk/client-ssm';
import { describe, expect, it, vi } from 'vitest';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';
import { ANSWERED, failureOf, host, hostIdOf, hosts, PROBE, startEndpoint } from './fleet.ts';
import { ALL, command, FLEET_TAG, invocations, send, WITH_PARAMETERS } from './ssm-calls.ts';

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
