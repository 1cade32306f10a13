import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import type { LocalSubscription } from '../../../../infra/local/aws/sns.ts';
import { failureOf, startEndpoint } from './fleet.ts';

const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:notices';
const mail = (state: LocalSubscription['state'], index = 0) =>
  ({ protocol: 'email', endpoint: `sre-${index}@example.org`, state }) as const;

async function start(subscriptions: readonly LocalSubscription[]) {
  const { endpoint, config, advance } = await startEndpoint({
    topics: [{ arn: TopicArn, subscriptions }],
    clockSkewSeconds: 1e9,
  });
  const client = new SNSClient(config);
  return {
    endpoint,
    advance,
    publish: (input: object) => client.send(new PublishCommand({ TopicArn, Message: 'text', ...input })),
    list: (NextToken?: string) => client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken })),
  };
}

describe('Publish', () => {
  it('reaches those who have confirmed, with subject and text', async () => {
    const { publish, endpoint } = await start([mail('confirmed'), mail('pending', 1), mail('deleted', 2)]);
    const { MessageId } = await publish({ Subject: '1 host leaks' });
    expect(endpoint.notices()).toMatchObject([
      { endpoint: 'sre-0@example.org', subject: '1 host leaks', text: 'text', messageId: MessageId },
    ]);
  });

  it('takes a subscription back that gets more than ten mails in a second, and no slower one', async () => {
    const { publish, endpoint, advance } = await start([mail('confirmed')]);
    for (let message = 0; message < 30; message++) {
      if (message % 10 === 0) advance(1);
      await publish({});
    }
    expect(endpoint.subscriptions(TopicArn)).toMatchObject([{ state: 'confirmed' }]);
    await publish({});
    expect(endpoint.subscriptions(TopicArn)).toMatchObject([{ state: 'pending' }]);
    expect(endpoint.notices()).toHaveLength(30);
  });

  it.each([
    { of: 'a topic that is not there', input: { TopicArn: `${TopicArn}-2` }, name: 'NotFoundException' },
    {
      of: 'a subject of 100 characters',
      input: { Subject: 'x'.repeat(100) },
      name: 'InvalidParameterException',
    },
    { of: 'a subject of two lines', input: { Subject: 'a\nb' }, name: 'InvalidParameterException' },
    { of: 'more than 256 kB', input: { Message: 'x'.repeat(262_145) }, name: 'InvalidParameterException' },
    {
      of: 'a structured message without a default',
      input: { MessageStructure: 'json', Message: '{"email":"a"}' },
      name: 'InvalidParameterException',
    },
  ])('refuses $of', async ({ input, name }) => {
    const { publish, endpoint } = await start([mail('confirmed')]);
    expect(await failureOf(publish(input))).toMatchObject({ name });
    expect(endpoint.notices()).toEqual([]);
  });
});

describe('ListSubscriptionsByTopic', () => {
  it('says of each whether it was confirmed, a hundred a page', async () => {
    const states = ['confirmed', 'pending', 'deleted'] as const;
    const { list } = await start(
      Array.from({ length: 102 }, (_, index) => mail(states[index % 3] ?? 'pending', index)),
    );
    const first = await list();
    expect(first.Subscriptions?.slice(0, 3).map(({ SubscriptionArn }) => SubscriptionArn)).toEqual([
      `${TopicArn}:0`,
      'PendingConfirmation',
      'Deleted',
    ]);
    const second = await list(first.NextToken);
    expect([first, second].map(({ Subscriptions }) => Subscriptions?.length)).toEqual([100, 2]);
    expect(second.NextToken).toBeUndefined();
  });
});
