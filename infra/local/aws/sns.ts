import { AwsError } from './aws-error.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { pageOf } from './page.ts';
import { createQueryApi } from './query-api.ts';

/** Who hears of a topic. */
export interface LocalSubscription {
  readonly protocol: 'email' | 'https' | 'sms' | 'sqs';
  readonly endpoint: string;
  readonly state: 'confirmed' | 'pending' | 'deleted';
}

export interface LocalTopic {
  readonly arn: string;
  readonly subscriptions: readonly LocalSubscription[];
}

/** What one subscriber got. */
export interface DeliveredNotice {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly messageId: string;
  readonly at: Date;
}

export interface Sns {
  readonly api: EmbeddedApi;
  /** All that was delivered, in order. */
  notices(): readonly DeliveredNotice[];
  /** As they stand after what was published; none where there is no such topic. */
  subscriptions(topicArn: string): readonly LocalSubscription[];
}

/** Messages a second to one address; with one more, SNS takes its subscription back to pending and later deletes it. */
const MAXIMUM_MAILS_A_SECOND = 10;
const MAXIMUM_MESSAGE_BYTES = 262_144;
/** Subscriptions a page. */
const PAGE = 100;

export interface SnsOptions {
  readonly topics: readonly LocalTopic[];
  readonly accountId: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** SNS of the embedded endpoint: Publish, with the limit of mails a second, and ListSubscriptionsByTopic. */
export function createSns({ topics, accountId, now, newId }: SnsOptions): Sns {
  const subscribed = new Map(topics.map(({ arn, subscriptions }) => [arn, [...subscriptions]]));
  const delivered: DeliveredNotice[] = [];

  function topicOf(form: URLSearchParams): { arn: string; subscriptions: LocalSubscription[] } {
    const arn = form.get('TopicArn') ?? '';
    const subscriptions = subscribed.get(arn);
    if (!subscriptions) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return { arn, subscriptions };
  }

  const mailedWithinASecond = (topicArn: string, endpoint: string): number =>
    delivered.filter(
      (notice) =>
        notice.topicArn === topicArn &&
        notice.endpoint === endpoint &&
        now().getTime() - notice.at.getTime() < 1000,
    ).length;

  function publish(form: URLSearchParams): { MessageId: string } {
    const { arn, subscriptions } = topicOf(form);
    const message = messageOf(form);
    const messageId = newId();
    subscriptions.forEach((subscription, index) => {
      const { protocol, endpoint, state } = subscription;
      if (state !== 'confirmed') return;
      if (protocol === 'email' && mailedWithinASecond(arn, endpoint) >= MAXIMUM_MAILS_A_SECOND) {
        subscriptions[index] = { ...subscription, state: 'pending' };
        return;
      }
      const text = message.texts[protocol] ?? message.texts.default ?? '';
      delivered.push({ topicArn: arn, endpoint, subject: message.subject, text, messageId, at: now() });
    });
    return { MessageId: messageId };
  }

  function listSubscriptions(form: URLSearchParams) {
    const { arn, subscriptions } = topicOf(form);
    const page = pageOf(subscriptions, PAGE, form.get('NextToken') ?? undefined);
    if (!page) throw new AwsError('InvalidParameter', 'Invalid parameter: NextToken');
    const member = page.items.map(({ protocol, endpoint, state }, index) => ({
      SubscriptionArn: { confirmed: `${arn}:${index}`, pending: 'PendingConfirmation', deleted: 'Deleted' }[
        state
      ],
      Owner: accountId,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: arn,
    }));
    return { Subscriptions: { member }, NextToken: page.nextToken };
  }

  const api = createQueryApi({
    name: 'sns',
    signingName: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    bodyLimitBytes: 1024 * 1024,
    newId,
    operations: { Publish: publish, ListSubscriptionsByTopic: listSubscriptions },
  });
  return {
    api,
    notices: () => delivered,
    subscriptions: (topicArn) => subscribed.get(topicArn) ?? [],
  };
}

function messageOf(form: URLSearchParams): { subject: string | undefined; texts: Record<string, string> } {
  const invalid = (what: string) => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
  const subject = form.get('Subject') ?? undefined;
  if (subject !== undefined && (subject.length === 0 || subject.length > 99 || /\p{C}/u.test(subject)))
    throw invalid('Subject');
  const message = form.get('Message') ?? '';
  if (message === '') throw invalid('Empty message');
  if (Buffer.byteLength(message) > MAXIMUM_MESSAGE_BYTES) throw invalid('Message too long');
  if (form.get('MessageStructure') !== 'json') return { subject, texts: { default: message } };
  const texts = textsOf(message);
  if (texts === null) throw invalid('Message Structure - JSON message body failed to parse');
  if (typeof texts.default !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body');
  return { subject, texts };
}

function textsOf(message: string): Record<string, string> | null {
  try {
    return JSON.parse(message) as Record<string, string>;
  } catch {
    return null;
  }
}
