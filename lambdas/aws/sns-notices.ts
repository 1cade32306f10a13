import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** A message as each kind of subscriber gets it. */
export interface Notice {
  /** Fewer than 100 characters, without line breaks and controls: the mail's subject, and all of a text message. */
  subject: string;
  /** The mail. */
  text: string;
  /** What an HTTPS endpoint gets, a chat's among them. */
  json: object;
}

/**
 * Publishes one message to a topic. More than ten a second to one address would end its subscription.
 * @returns SNS's message id
 */
export async function publishNotice(
  sns: SNSClient,
  topicArn: string,
  { subject, text, json }: Notice,
): Promise<string> {
  const { MessageId = '' } = await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: text, https: JSON.stringify(json), sms: subject }),
    }),
  );
  return MessageId;
}
