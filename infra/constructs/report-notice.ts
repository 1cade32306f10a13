import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { reportPattern } from './fleet-events.ts';

export interface ReportNoticeProps {
  readonly topic: ITopic;
  /** Takes the event where the topic can't be had: what lies there rings. */
  readonly failures: IQueue;
  /** Of one fleet among several. */
  readonly fleetName: string | undefined;
}

/** Tells a topic where the week's report lies, instead of mailing it. */
export class ReportNotice extends Construct {
  constructor(scope: Construct, id: string, { topic, failures, fleetName }: ReportNoticeProps) {
    super(scope, id);
    const detail = (name: string) => EventField.fromPath(`$.detail.${name}`);
    new Rule(this, 'Rule', {
      description: "The week's report lies in the archive, told to people",
      eventPattern: reportPattern(fleetName),
      targets: [
        new SnsTopic(topic, {
          deadLetterQueue: failures,
          message: RuleTargetInput.fromMultilineText(
            [`${detail('subject')}.`, `Report: ${detail('url')}`].join('\n'),
          ),
        }),
      ],
    });
  }
}
