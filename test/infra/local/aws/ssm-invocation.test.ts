import { GetCommandInvocationCommand, paginateListCommandInvocations } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { LocalAnswer } from '../../../../infra/local/hosts/local-host.ts';
import { PROBE_STEP } from '../../../../lambdas/probe/probe-document.ts';
import { ANSWERED, failureOf, host, hostIdOf, hosts, startEndpoint } from './fleet.ts';
import { ALL, invocations, send } from './ssm-calls.ts';

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
    started.advance(1);
    const list = await invocations(started, { CommandId, Filters: [filter] });
    expect(list.map(({ InstanceId }) => InstanceId)).toEqual(found.map(hostIdOf));
  });

  it('appear late where the endpoint is set to delay them', async () => {
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
