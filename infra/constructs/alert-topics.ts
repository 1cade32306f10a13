import { Aws, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmsConfig } from '../config/alarms.ts';

export type AlertTopicsProps = Pick<AlarmsConfig, 'emails' | 'page' | 'notify'>;

/**
 * Where people hear: `page` of what can't wait, `notify` of findings and the rest. Each is a topic of the stack, or one
 * that is there already, whose policy, key and subscriptions are its owner's.
 */
export class AlertTopics extends Construct {
  readonly page: ITopic;
  readonly notify: ITopic;
  readonly #notifyKeyArn: string | undefined;
  #key: Key | undefined;

  constructor(scope: Construct, id: string, { emails, page, notify }: AlertTopicsProps) {
    super(scope, id);
    // `Topic` was the only one: under its name it stays, with its subscriptions, in a stack that is upgraded.
    this.page = this.#topic('Topic', page, emails);
    this.notify = this.#topic('Notices', notify, emails);
    this.#notifyKeyArn = notify.topicArn === undefined ? this.#ownKey().keyArn : notify.keyArn;
    const output = (name: string, { topicArn: value }: ITopic, description: string) =>
      new CfnOutput(Stack.of(this), name, { value, description });
    output('AlertTopicArn', this.page, "Alarms that can't wait are published here; subscribe a pager");
    output(
      'NotifyTopicArn',
      this.notify,
      'Findings and the other alarms are published here; subscribe people and chats',
    );
  }

  /** Lets a role publish to `notify`. */
  grantNotify(role: IRole): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.notify.topicArn] }),
    );
    if (this.#notifyKeyArn === undefined) return;
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.#notifyKeyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sns.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
      }),
    );
  }

  /** A topic more, with the same key, that nobody is subscribed to yet. */
  addTopic(id: string): Topic {
    return new Topic(this, id, { masterKey: this.#ownKey(), enforceSSL: true });
  }

  #topic(id: string, own: AlarmsConfig['page'], emails: readonly string[]): ITopic {
    if (own.topicArn !== undefined) return Topic.fromTopicArn(this, id, own.topicArn);
    const topic = this.addTopic(id);
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          // By their names: their ARNs would wait for the alarms, which wait for the topic.
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${Stack.of(this).stackName}-*`,
          },
        },
      }),
    );
    for (const email of new Set([...emails, ...own.emails]))
      topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /** Not alias/aws/sns: the policy of AWS's own key lets no service in, and alarms would be lost without a word. */
  #ownKey(): Key {
    if (this.#key) return this.#key;
    const key = new Key(this, 'Key', {
      description: 'Encrypts the alerts of the HAProxy fleet auditor',
      enableKeyRotation: true,
      // Nothing that outlives the stack is encrypted with it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Without a condition: one that doesn't hold drops alarms in silence, and the topic's policy bounds who publishes.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // A key's policy is about this key alone.
        resources: ['*'],
      }),
    );
    this.#key = key;
    return key;
  }
}

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');
