import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type ChannelsConfig, hasChats } from '../../config/channels.ts';
import { acknowledge } from '../acknowledge.ts';
import type { AlertTopics } from '../alert-topics.ts';
import { Chats } from './chats.ts';
import { JiraAlerts } from './jira-alerts.ts';
import type { PagerProps } from './pager.ts';
import { PagerDuty } from './pager-duty.ts';

export interface ChannelsProps extends Omit<PagerProps, 'undelivered'> {
  readonly channels: ChannelsConfig;
  readonly topics: AlertTopics;
}

/** Chats and pagers, those that are configured: chats hear of the topics and the report, pagers of what can't wait. */
export class Channels extends Construct {
  /** What could not be delivered. It lies there until somebody has looked: an alarm rings for it. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { channels, topics, ...props }: ChannelsProps) {
    super(scope, id);
    this.undelivered = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.undelivered, 'SQS3', 'This is a dead-letter queue: that of the rules for channels.');
    new CfnOutput(Stack.of(this), 'UndeliveredQueueUrl', {
      description: 'What chats and pagers were not told lies here',
      value: this.undelivered.queueUrl,
    });
    const { slack, teams, pagerDuty, jiraServiceManagement } = channels;
    const { undelivered } = this;
    const { page, notify } = topics;
    if (hasChats(channels)) {
      const heard = { page, notify, reports: topics.addTopic('Reports') };
      new Chats(this, 'Chats', { slack, teams, topics: heard, undelivered, fleetName: props.fleetName });
    }
    if (pagerDuty) new PagerDuty(this, 'PagerDuty', { service: pagerDuty, undelivered, ...props });
    if (jiraServiceManagement) {
      new JiraAlerts(this, 'Jira', { integration: jiraServiceManagement, undelivered, ...props });
    }
  }
}
