import { CreateDocumentCommand, ListCommandsCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it, vi } from 'vitest';
import type { LocalAnswer } from '../../../../infra/local/hosts/local-host.ts';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';
import { ANSWERED, host, hosts, PROBE, startEndpoint } from './fleet.ts';
import { ALL, command, invocations, send } from './ssm-calls.ts';

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
    started.advance(5);
    expect(await counts()).toEqual(['In Progress', 2, 1, 0]);
    // TimeoutSeconds and the 30 s of the probe's own step.
    started.advance(54);
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
    started.advance(1);
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
      [{ commandId, documentName: PROBE, sentAt: started.clock.at }],
      [{ commandId, documentName: PROBE, sentAt: started.clock.at }],
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
