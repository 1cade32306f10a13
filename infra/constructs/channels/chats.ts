import { Aws, Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ChannelsConfig } from '../../config/channels.ts';
import { acknowledge } from '../acknowledge.ts';
import { reportPattern } from '../fleet-events.ts';

export interface ChatsProps extends Pick<ChannelsConfig, 'slack' | 'teams'> {
  /** What the chats hear of, and `reports`, which nobody else is subscribed to: its messages are in a chat's form. */
  readonly topics: { readonly page: ITopic; readonly notify: ITopic; readonly reports: ITopic };
  readonly undelivered: IQueue;
  /** Of one fleet among several. */
  readonly fleetName: string | undefined;
}

/**
 * Channels of Slack and Teams, by Amazon Q Developer in chat applications. People can ask it for calls of AWS from there:
 * its role may do nothing, and a guardrail denies whatever else anybody's own role might allow.
 */
export class Chats extends Construct {
  constructor(scope: Construct, id: string, { slack, teams, topics, undelivered, fleetName }: ChatsProps) {
    super(scope, id);
    const reportsRole = new Role(this, 'ReportsRole', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
    });
    acknowledge(
      reportsRole,
      'IAM5[Action::kms:GenerateDataKey*]',
      "Of one key, that of the topic: CDK's grant has both kinds of data key.",
    );
    new Rule(this, 'Reports', {
      description: 'Where the report of the week lies, to chats',
      eventPattern: reportPattern(fleetName),
      targets: [
        new SnsTopic(topics.reports, {
          message: RuleTargetInput.fromEventPath('$.detail.chat'),
          deadLetterQueue: undelivered,
          // Not the service: a topic that lets it in lets in the rules of other accounts too.
          authorizeUsingRole: true,
          role: reportsRole,
        }),
      ],
    });
    const role = new Role(this, 'Role', {
      description: 'May do nothing: Amazon Q Developer shows messages in a chat with it',
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const common = {
      iamRoleArn: role.roleArn,
      // By default it is AdministratorAccess.
      guardrailPolicies: [`arn:${Aws.PARTITION}:iam::aws:policy/AWSDenyAll`],
      snsTopicArns: [topics.page, topics.notify, topics.reports].map(({ topicArn }) => topicArn),
      loggingLevel: 'ERROR',
      userRoleRequired: false,
    };
    // Configurations are of the account, not of a region.
    const nameOf = (chat: string) => `${Stack.of(this).stackName}-${Aws.REGION}-${chat}`;
    if (slack) {
      new CfnSlackChannelConfiguration(this, 'Slack', {
        ...common,
        configurationName: nameOf('slack'),
        slackWorkspaceId: slack.workspaceId,
        slackChannelId: slack.channelId,
      });
    }
    if (!teams) return;
    new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', {
      ...common,
      configurationName: nameOf('teams'),
      teamId: teams.teamId,
      teamsTenantId: teams.tenantId,
      teamsChannelId: teams.channelId,
    });
  }
}
