import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DETAIL_TYPES, EVENT_SOURCE } from '../../lambdas/telemetry.ts';
import { dashboardLink } from './dashboard-link.ts';
import { runbookLink } from './runbook-link.ts';

export interface FindingNoticesProps {
  readonly topic: ITopic;
  readonly runbookUrl?: string | undefined;
}

/**
 * Tells people which host: an alarm only says that there is one. Leaks alone, and none that somebody has accepted; the
 * events of suspicions are on the bus for whoever wants them, and in the weekly report.
 */
export class FindingNotices extends Construct {
  constructor(scope: Construct, id: string, { topic, runbookUrl }: FindingNoticesProps) {
    super(scope, id);
    const { headline, evidence, advice } = {
      headline: EventField.fromPath('$.detail.text.headline'),
      evidence: EventField.fromPath('$.detail.text.evidence'),
      advice: EventField.fromPath('$.detail.text.advice'),
    };
    new Rule(this, 'Rule', {
      description: 'Leaks that opened or closed, told to people',
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: Object.values(DETAIL_TYPES),
        detail: { verdict: ['leaking'], host: { acknowledgement: [null] } },
      },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromMultilineText(
            [
              `${EventField.detailType}: ${headline}.`,
              `Evidence: ${evidence}.`,
              `Advice: ${advice}.`,
              `Dashboard: ${dashboardLink(this)}`,
              `Runbook: ${runbookLink('A host leaks', runbookUrl)}`,
            ].join('\n'),
          ),
        }),
      ],
    });
  }
}
