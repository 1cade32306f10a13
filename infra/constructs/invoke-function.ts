import { Aws, type Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ContextAttribute, type IScheduleTarget, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface InvokeFunctionProps {
  readonly function: IFunction;
  /** Where events go that could not be delivered. */
  readonly failures: IQueue;
  readonly maxEventAge: Duration;
}

/**
 * A schedule's target: this function and no version of it; CDK's own target would grant each version and alias. The
 * role is the default schedule group's alone.
 */
export function invokeFunction(
  scope: Construct,
  props: InvokeFunctionProps,
): { target: IScheduleTarget; role: Role } {
  const { functionArn } = props.function;
  const { queueArn } = props.failures;
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Aws.ACCOUNT_ID,
          'aws:SourceArn': `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule-group/default`,
        },
      },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }));
  const target: IScheduleTarget = {
    bind: () => ({
      arn: functionArn,
      role,
      // The instant the run was due at is its identity, whenever and however often it is delivered.
      input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      // The call only queues the event; from there on Lambda retries. One that is lost is followed by the next.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: props.maxEventAge.toSeconds() },
      deadLetterConfig: { arn: queueArn },
    }),
  };
  return { target, role };
}
