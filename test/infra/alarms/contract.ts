import type { Template } from 'aws-cdk-lib/assertions';
import { anchorOf } from '../../../infra/constructs/runbook-link.ts';
import type { ReadMetric } from '../../../infra/local/aws/alarms/alarm.ts';
import { arithmetic } from '../../../infra/local/aws/alarms/arithmetic.ts';
import { isSameMetric } from '../../../infra/local/aws/alarms/evaluate-alarm.ts';
import type { StoredMetric } from '../../../infra/local/aws/metric-store.ts';
import { METRIC_NAMESPACE } from '../../../lambdas/telemetry.ts';
import { readable } from '../template.ts';
import { type TemplateAlarm, templateAlarms } from './template-alarms.ts';

/** CloudWatch's limit for a description. */
const MAXIMUM_DESCRIPTION = 1024;

/**
 * Everything that makes an alarm of a template useless: what it reads is published by nobody, it can't be evaluated, it
 * reaches nobody, or tells nothing. One line each, beginning with the alarm's id.
 * @param published what the functions put, and Lambda and SQS of them
 * @param headings of the runbook
 */
export function complaints(
  template: Template,
  published: readonly StoredMetric[],
  headings: readonly string[],
): string[] {
  const anchors = new Set(headings.map(anchorOf));
  return [
    ...templateAlarms(template).flatMap((alarm) =>
      [
        ...[...alarm.metrics.values()].flatMap((metric) => ofMetric(metric, published)),
        ...ofEvaluation(alarm),
        ...ofDescription(alarm, anchors),
      ].map((text) => `${alarm.id}: ${text}`),
    ),
    ...ofTopic(template),
  ];
}

function ofMetric(metric: ReadMetric, published: readonly StoredMetric[]): string[] {
  const { namespace, metricName, statistic, unit, periodSeconds } = metric;
  const found = published.find((one) => isSameMetric(metric, one));
  if (!found) {
    const alike = published.some((one) => one.namespace === namespace && one.metricName === metricName);
    return [`nobody publishes ${namespace} ${metricName}${alike ? ' with these dimensions' : ''}`];
  }
  const isOwn = namespace === METRIC_NAMESPACE;
  const units = [...new Set(found.points.map((point) => point.unit))];
  return [
    ...(unit !== undefined && units.includes(unit)
      ? []
      : [`unit ${unit}, but ${metricName} comes in ${units}`]),
    // A run that is repeated changes Sum, SampleCount and Average (lambdas/telemetry.ts).
    ...(isOwn && !['Maximum', 'Minimum'].includes(statistic)
      ? [`statistic ${statistic} of ${metricName}`]
      : []),
    ...(isOwn && periodSeconds < intervalOf(found)
      ? [`period ${periodSeconds} s, but ${metricName} comes each ${intervalOf(found)} s`]
      : []),
  ];
}

/** Seconds between two data points, most often. */
function intervalOf({ points }: StoredMetric): number {
  const instants = points.map(({ startsAt }) => startsAt / 1000).sort((a, b) => a - b);
  const between = instants
    .slice(1)
    .map((at, index) => at - (instants[index] ?? 0))
    .sort((a, b) => a - b);
  return between[between.length >> 1] ?? 0;
}

function ofEvaluation(alarm: TemplateAlarm): string[] {
  const { periodSeconds, periods, datapoints, metrics, expression, warmUpSeconds } = alarm;
  const maximum = (periodSeconds < 3600 ? 1 : 7) * 86_400;
  const isUnknown = [...metrics.values()].some((metric) => metric.periodSeconds !== periodSeconds);
  arithmetic(expression)((id) => {
    if (!metrics.has(id)) throw new Error(`${alarm.id}: no metric ${id}`);
    return 1;
  });
  return [
    ...(periodSeconds > 0 && periodSeconds % 60 === 0
      ? []
      : [`period ${periodSeconds} s is no multiple of 60`]),
    ...(periodSeconds * periods <= maximum ? [] : [`looks back more than ${maximum} s`]),
    ...(warmUpSeconds <= datapoints * periodSeconds
      ? []
      : [
          `a warm-up of ${warmUpSeconds} s begins anew with each update, and it rings within ${datapoints * periodSeconds} s`,
        ]),
    ...(datapoints <= periods ? [] : [`${datapoints} of ${periods} periods`]),
    ...(isUnknown ? ['metrics of different periods'] : []),
  ];
}

function ofDescription({ description }: TemplateAlarm, anchors: ReadonlySet<string>): string[] {
  const [meaning = '', first = '', dashboard = '', runbook = ''] = description.split('\n');
  const anchor = /^Runbook: \S+#(\S+)$/.exec(runbook)?.[1];
  return [
    ...(description.length <= MAXIMUM_DESCRIPTION ? [] : [`description of ${description.length} characters`]),
    ...(meaning.length > 20 ? [] : ['description without a meaning']),
    ...(/^First: .{10}/.test(first) ? [] : ['description without first steps']),
    ...(/^Dashboard: https:\S+$/.test(dashboard) ? [] : ['description without the dashboard']),
    ...(anchor !== undefined && anchors.has(anchor) ? [] : [`no heading #${anchor} in the runbook`]),
  ];
}

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** Where the alarms go has to let CloudWatch in: topic, key, and both of their policies. */
function ofTopic(template: Template): string[] {
  const actions = new Set(templateAlarms(template).flatMap((alarm) => alarm.actions));
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  return [...actions].flatMap((action) => {
    const topic = Object.entries(Resources).find(([id]) => readable({ Ref: id }) === action);
    if (topic?.[1].Type !== 'AWS::SNS::Topic') return [`${action}: no topic of the stack`];
    const [topicId, { Properties }] = topic;
    const policies = Object.values(Resources).filter(
      ({ Type, Properties: of }) =>
        Type === 'AWS::SNS::TopicPolicy' && JSON.stringify(of.Topics).includes(`"${topicId}"`),
    );
    const keyId = (Properties.KmsMasterKeyId as { 'Fn::GetAtt'?: string[] } | undefined)?.['Fn::GetAtt']?.[0];
    const key = keyId === undefined ? undefined : Resources[keyId];
    return [
      ...(policies.some(({ Properties: of }) => allows(of.PolicyDocument, CLOUDWATCH, 'sns:Publish'))
        ? []
        : [`${action}: ${CLOUDWATCH} may not publish`]),
      ...(key?.Type === 'AWS::KMS::Key' &&
      allows(key.Properties.KeyPolicy, CLOUDWATCH, 'kms:Decrypt') &&
      allows(key.Properties.KeyPolicy, CLOUDWATCH, 'kms:GenerateDataKey*')
        ? []
        : [`${action}: ${CLOUDWATCH} may not use its key`]),
    ];
  });
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

function allows(document: unknown, service: string, action: string): boolean {
  const { Statement } = document as {
    Statement: { Effect: string; Principal: { Service?: string | string[] }; Action: string | string[] }[];
  };
  return Statement.some(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' && [Principal.Service].flat().includes(service) && [Action].flat().includes(action),
  );
}
