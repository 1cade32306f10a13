import type { DeployedStack } from './deployed-stack.ts';

/** The property that is a resource's name, where a template may set it, and how far the name reaches. */
const NAMES: Readonly<Record<string, { property: string; reach: 'account' | 'region' }>> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', reach: 'region' },
  'AWS::CloudWatch::AlarmMuteRule': { property: 'Name', reach: 'region' },
  'AWS::CloudWatch::Dashboard': { property: 'DashboardName', reach: 'account' },
  'AWS::Events::Rule': { property: 'Name', reach: 'region' },
  'AWS::IAM::Role': { property: 'RoleName', reach: 'account' },
  'AWS::Lambda::Function': { property: 'FunctionName', reach: 'region' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', reach: 'region' },
  'AWS::S3::Bucket': { property: 'BucketName', reach: 'account' },
  'AWS::SES::EmailIdentity': { property: 'EmailIdentity', reach: 'region' },
  'AWS::SNS::Topic': { property: 'TopicName', reach: 'region' },
  'AWS::SQS::Queue': { property: 'QueueName', reach: 'region' },
  'AWS::SSM::Document': { property: 'Name', reach: 'region' },
  'AWS::Scheduler::Schedule': { property: 'Name', reach: 'region' },
};

/** Names that more than one stack would give, as `AWS::CloudWatch::Dashboard name`: CloudFormation refuses the second. */
export function sharedNames(stacks: readonly DeployedStack[]): string[] {
  const names = stacks.flatMap(({ account, resources }) =>
    resources.flatMap(({ type, properties }) => {
      const { property = '', reach = 'region' } = NAMES[type] ?? {};
      const name = properties[property];
      if (name === undefined) return [];
      return [{ place: reach === 'region' ? account.region : '', text: `${type} ${name}` }];
    }),
  );
  const byPlace = Map.groupBy(names, ({ place, text }) => `${place} ${text}`);
  return [...byPlace.values()].flatMap(([one, other]) => (one && other ? [one.text] : []));
}
