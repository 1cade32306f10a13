import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { failureOf, startEndpoint } from './fleet.ts';

const entry = { Source: 'haproxy-fleet-auditor', DetailType: 'Finding Opened', Detail: '{"hostId":"i-1"}' };

async function start() {
  const { config, endpoint } = await startEndpoint();
  const client = new EventBridgeClient(config);
  return { put: (...Entries: object[]) => client.send(new PutEventsCommand({ Entries })), endpoint };
}

describe('PutEvents', () => {
  it('keeps what it takes', async () => {
    const { put, endpoint } = await start();
    const answer = await put(entry, {
      ...entry,
      Resources: ['arn:a'],
      Time: new Date('2026-11-22T16:00:00Z'),
    });
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, {}] });
    expect(endpoint.events()).toEqual([
      {
        source: 'haproxy-fleet-auditor',
        detailType: 'Finding Opened',
        detail: { hostId: 'i-1' },
        resources: [],
        at: new Date('2026-11-22T16:05:00Z'),
      },
      expect.objectContaining({ resources: ['arn:a'], at: new Date('2026-11-22T16:00:00Z') }),
    ]);
  });

  it.each([
    { of: 'detail that is no JSON', change: { Detail: 'x' }, code: 'MalformedDetail' },
    { of: 'detail that is no object', change: { Detail: '[]' }, code: 'MalformedDetail' },
    { of: "AWS's own source", change: { Source: 'aws.ec2' }, code: 'NotAuthorizedForSourceException' },
  ])('refuses $of alone, and takes the others', async ({ change, code }) => {
    const { put, endpoint } = await start();
    const answer = await put({ ...entry, ...change }, entry);
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }],
    });
    expect(endpoint.events()).toHaveLength(1);
  });

  it.each([
    { of: 'no entries', entries: [] },
    { of: 'more than 10', entries: Array(11).fill(entry) },
    {
      of: 'more than 256 kB',
      entries: [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }],
    },
    { of: 'no source', entries: [{ ...entry, Source: '' }] },
  ])('refuses $of as a whole', async ({ entries }) => {
    const { put, endpoint } = await start();
    expect(await failureOf(put(...entries))).toMatchObject({ name: 'ValidationException' });
    expect(endpoint.events()).toEqual([]);
  });
});

describe('ListRules and ListTargetsByRule', () => {
  const rules = Array.from({ length: 101 }, (_, index) => ({
    name: `rule-${index}`,
    state: 'ENABLED' as const,
    pattern: { source: ['haproxy-fleet-auditor'] },
    targets: [{ id: 'queue', arn: 'arn:a', ...(index === 0 && { deadLetterArn: 'arn:b' }) }],
  }));

  it('list rules a hundred a page, and targets with their dead-letter queues', async () => {
    const client = new EventBridgeClient((await startEndpoint({ rules })).config);
    const first = await client.send(new ListRulesCommand({}));
    const second = await client.send(new ListRulesCommand({ NextToken: first.NextToken }));
    expect([first, second].map(({ Rules }) => Rules?.length)).toEqual([100, 1]);
    expect(first.Rules?.[0]).toMatchObject({
      Name: 'rule-0',
      EventPattern: '{"source":["haproxy-fleet-auditor"]}',
    });
    const targets = (Rule: string) => client.send(new ListTargetsByRuleCommand({ Rule }));
    expect((await targets('rule-0')).Targets).toEqual([
      { Id: 'queue', Arn: 'arn:a', DeadLetterConfig: { Arn: 'arn:b' } },
    ]);
    expect((await targets('rule-1')).Targets).toEqual([{ Id: 'queue', Arn: 'arn:a' }]);
    expect(await failureOf(targets('rule'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
