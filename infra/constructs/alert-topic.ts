import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlertTopicProps {
  /** Addresses that are told; each confirms SNS's first mail. Others can subscribe to the topic by themselves. */
  readonly emails: readonly string[];
  /** What becomes of the key when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** Where alarms and findings go. The rule of the findings adds EventBridge's part of both policies (finding-notices.ts). */
export class AlertTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails, removalPolicy }: AlertTopicProps) {
    super(scope, id);
    const cloudwatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    // Not alias/aws/sns: the policy of AWS's own key lets no service in, and alarms would be lost without a word.
    const key = new Key(this, 'Key', {
      description: 'Encrypts the alerts of the HAProxy fleet auditor',
      enableKeyRotation: true,
      removalPolicy,
    });
    // Without a condition: one that doesn't hold drops alarms in silence, and the topic's policy bounds who publishes.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // A key's policy is about this key alone.
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: [cloudwatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }
}
