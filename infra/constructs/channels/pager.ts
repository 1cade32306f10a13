import { Duration, SecretValue } from 'aws-cdk-lib';
import {
  type ApiDestination,
  type IApiDestination,
  Rule,
  type RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import { type PagerNews, pagerPattern } from '../fleet-events.ts';

export interface PagerProps {
  /** Takes what could not be delivered: what lies there rings. */
  readonly undelivered: IQueue;
  /** Of one fleet among several. */
  readonly fleetName: string | undefined;
  /** Where a person reads on. */
  readonly dashboardUrl: string;
  /** `undefined` where the runbook has no address of its own. */
  readonly runbookUrl: string | undefined;
}

/** Where and how one kind of news is told. */
export interface PagerCall {
  readonly destination: ApiDestination;
  readonly body: RuleTargetInput;
  readonly pathParameterValues?: string[];
  readonly queryStringParameters?: Record<string, string>;
}

/** A finding closes a scoring after it opened at the earliest: what could not be told until then is not told after it. */
const LONGEST_TRIGGER = Duration.minutes(BIN_HOURS * 60 - 10);
/** The longest that EventBridge tries. */
const LONGEST_RESOLVE = Duration.hours(24);

/** A pager's key as CloudFormation reads it from Secrets Manager; the template has its name alone. */
export const pagerKey = ({ secretName, secretVersionId: versionId }: PagerSecret): SecretValue =>
  SecretValue.secretsManager(secretName, { ...(versionId && { versionId }) });

interface PagerSecret {
  readonly secretName: string;
  readonly secretVersionId?: string | undefined;
}

/** Rules that tell a pager what calls for something now, and that it is over. */
export abstract class Pager extends Construct {
  protected tell(calls: Readonly<Record<PagerNews, PagerCall>>, props: PagerProps): void {
    const role = new Role(this, 'InvokeRole', { assumedBy: new ServicePrincipal('events.amazonaws.com') });
    for (const news of ['trigger', 'resolve'] as const) {
      const { destination, body, ...parameters } = calls[news];
      const isTrigger = news === 'trigger';
      new Rule(this, isTrigger ? 'Trigger' : 'Resolve', {
        description: isTrigger
          ? 'Findings that call for something now, to a pager'
          : 'Findings that are over, to a pager',
        eventPattern: pagerPattern(news, props.fleetName),
        targets: [
          // CDK's own class has an optional property as the compiler's strictest mode does not take it.
          new ApiDestinationTarget(destination as IApiDestination, {
            event: body,
            eventRole: role,
            deadLetterQueue: props.undelivered,
            maxEventAge: isTrigger ? LONGEST_TRIGGER : LONGEST_RESOLVE,
            ...parameters,
          }),
        ],
      });
    }
  }
}
