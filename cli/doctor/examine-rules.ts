import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { DAY } from '../../lambdas/domain/records/time.ts';
import { EVENT_SOURCE } from '../../lambdas/telemetry.ts';
import { type Diagnosis, looking, type Patient, some } from './diagnosis.ts';

/** Days in which a failed delivery is told. */
const DAYS = 7;
const CHECK = 'rules of findings';

/** Do the events about findings arrive where people's own rules send them? */
export const examineRules = (patient: Patient): Promise<Diagnosis[]> =>
  looking(CHECK, 'events:ListRules and events:ListTargetsByRule', async () => {
    const rules = await rulesOfFindings(patient.eventbridge);
    if (rules.length === 0) {
      return [{ check: CHECK, state: 'ok', says: 'none: nothing but the digest tells of findings' }];
    }
    const problems: Diagnosis[] = [];
    for (const rule of rules) problems.push(...(await examineRule(patient, rule)));
    if (problems.length > 0) return problems;
    const names = some(rules.map(({ Name = '' }) => Name));
    return [{ check: CHECK, state: 'ok', says: `delivered, with dead-letter queues: ${names}` }];
  });

/** Those of the default bus whose pattern names the auditor. */
async function rulesOfFindings(eventbridge: EventBridgeClient): Promise<Rule[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await eventbridge.send(new ListRulesCommand({ NextToken }));
    rules.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return rules.filter(({ EventPattern = '' }) => EventPattern.includes(EVENT_SOURCE));
}

async function examineRule(patient: Patient, { Name = '', State }: Rule): Promise<Diagnosis[]> {
  const problem = (says: string, fix: string): Diagnosis => ({
    check: CHECK,
    state: 'problem',
    says: `${Name}: ${says}`,
    fix,
  });
  if (State === 'DISABLED') return [problem('disabled', `enable it: aws events enable-rule --name ${Name}`)];
  const { Targets = [] } = await patient.eventbridge.send(new ListTargetsByRuleCommand({ Rule: Name }));
  const lossy = Targets.filter(({ DeadLetterConfig }) => DeadLetterConfig?.Arn === undefined);
  const failed = await looking(CHECK, 'cloudwatch:GetMetricStatistics', async () => {
    const count = await failedInvocations(patient, Name);
    if (count === 0) return [];
    const fix =
      'its dead-letter queue has the events and why; most often the target is gone or its policy does not let EventBridge in';
    return [problem(`${count} events could not be delivered in ${DAYS} days`, fix)];
  });
  return [
    ...(Targets.length === 0
      ? [problem('has no target', 'give it one, or delete it: its events go nowhere')]
      : []),
    ...(lossy.length === 0
      ? []
      : [
          problem(
            `no dead-letter queue: ${some(lossy.map(({ Id = '' }) => Id))}`,
            'give each target one: an event that can not be delivered within a day is dropped without a word',
          ),
        ]),
    ...failed,
  ];
}

/** EventBridge publishes the metric only where there is something to count. */
async function failedInvocations({ cloudwatch, now }: Patient, rule: string): Promise<number> {
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: rule }],
      StartTime: new Date(now.getTime() - DAYS * DAY),
      EndTime: now,
      Period: DAY / 1000,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}
