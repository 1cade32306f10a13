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

/** What a schedule starts, and the role that it does that with. */
export interface StartedTarget {
  target: IScheduleTarget;
  role: Role;
}

/**
 * A schedule's target: this function and no version of it; CDK's own target would grant each version and alias. The
 * role is the default schedule group's alone.
 */
export const invokeFunction = (scope: Construct, props: InvokeFunctionProps): StartedTarget =>
  startTarget(scope, props, { arn: props.function.functionArn, action: 'lambda:InvokeFunction' });

/** A schedule's target by its ARN, and the one action that starts it. */
export function startTarget(
  scope: Construct,
  { failures: { queueArn }, maxEventAge }: Omit<InvokeFunctionProps, 'function'>,
  { arn, action }: { arn: string; action: string },
): StartedTarget {
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
  role.addToPolicy(new PolicyStatement({ actions: [action], resources: [arn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }));
  const target: IScheduleTarget = {
    bind: () => ({
      arn,
      role,
      // The instant the run was due at is its identity, whenever and however often it is delivered.
      input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      // The call only queues the event; from there on Lambda retries. One that is lost is followed by the next.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: maxEventAge.toSeconds() },
      deadLetterConfig: { arn: queueArn },
    }),
  };
  return { target, role };
}
