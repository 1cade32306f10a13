import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EVENT_SOURCE, REPORT_DETAIL_TYPE } from '../../lambdas/telemetry.ts';

/** Tells a topic where the week's report lies, instead of mailing it. */
export class ReportNotice extends Construct {
  constructor(scope: Construct, id: string, { topic }: { readonly topic: ITopic }) {
    super(scope, id);
    const detail = (name: string) => EventField.fromPath(`$.detail.${name}`);
    new Rule(this, 'Rule', {
      description: "The week's report lies in the archive, told to people",
      eventPattern: { source: [EVENT_SOURCE], detailType: [REPORT_DETAIL_TYPE] },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromMultilineText(
            [`${detail('subject')}.`, `Report: ${detail('url')}`].join('\n'),
          ),
        }),
      ],
    });
  }
}
