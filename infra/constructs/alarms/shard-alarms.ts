import { ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmPlan, SCORING_PERIOD, type Watched } from './alarm-plan.ts';

/** How an execution ends that has not done its work. */
const ENDS = ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'] as const;

/** What rings where scorings run in shards. */
export const shardAlarms = ({ scoringStateMachineArn }: Watched): AlarmPlan[] =>
  scoringStateMachineArn === undefined
    ? []
    : [
        {
          id: 'ScoringFails',
          metric: failedScorings(scoringStateMachineArn),
          breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          threshold: 1,
          // Each step of it was tried twice.
          of: [1, 1],
          // Step Functions publishes these only where there are any.
          missing: TreatMissingData.NOT_BREACHING,
          pages: true,
          meaning:
            'A scoring failed: a shard of places, or what comes before or after, failed twice. Nothing of it is published.',
          firstSteps:
            'Open the execution in Step Functions: it names the shard and its error; once the cause is gone, redrive it.',
          heading: 'A scoring fails',
        },
      ];

function failedScorings(stateMachineArn: string): MathExpression {
  const ids = ENDS.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  const metricOf = (metricName: string) =>
    new Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: stateMachineArn },
      statistic: 'Sum',
      period: SCORING_PERIOD,
    });
  return new MathExpression({
    expression: ids.map((id) => `FILL(${id}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(ENDS.map((name, index) => [ids[index] ?? '', metricOf(name)])),
    period: SCORING_PERIOD,
    label: 'scorings that failed',
  });
}
