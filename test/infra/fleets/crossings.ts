import { REPORT_DETAIL_TYPE } from '../../../lambdas/telemetry.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { Traces } from './lived-fleet.ts';
import { matchesPattern, mayDo } from './permissions.ts';

export interface LivedStack {
  readonly label: string;
  readonly stack: DeployedStack;
  readonly traces: Traces;
}

/** Where one fleet gets into another's: what it did, may do, watches or is told. One line each. */
export function crossings(lived: readonly LivedStack[]): string[] {
  return [
    ...lived.flatMap(outsideOfItsOwn),
    ...lived.flatMap((one) =>
      lived
        .filter((other) => other !== one)
        .flatMap((other) => [...reaches(other, one), ...watches(other, one)]),
    ),
  ];
}

/** What a fleet did and could not have done, since its roles don't allow it; and what it should have heard of. */
function outsideOfItsOwn({ label, stack, traces }: LivedStack): string[] {
  return [
    ...traces.namespaces
      .filter((namespace) => !mayPublish(stack, namespace))
      .map((namespace) => `${label} publishes in ${namespace}, which is not its own`),
    ...traces.keys
      .filter((key) => !mayDo(stack, 's3:PutObject', arnOf(stack, key)))
      .map((key) => `${label} writes ${key}, which is not its own`),
    ...traces.topics
      .filter((topic) => !mayDo(stack, 'sns:Publish', topic))
      .map((topic) => `${label} tells ${topic}, which is not its own`),
    ...traces.events
      .filter((event) => !mayEmit(stack, event))
      .map(({ detailType }) => `${label} emits ${detailType}, and may not`),
    ...traces.events
      .filter((event) => isForPeople(event) && !hears(stack, event))
      .map(({ detailType }) => `${label} does not hear of its ${detailType}`),
  ];
}

/** What a stack may do with what another fleet left, or is told of it. */
function reaches({ label, stack }: LivedStack, other: LivedStack): string[] {
  const isSameRegion = stack.account.region === other.stack.account.region;
  return [
    ...other.traces.keys
      .filter((key) =>
        ['s3:GetObject', 's3:PutObject'].some((action) => mayDo(stack, action, arnOf(stack, key))),
      )
      .map((key) => `${label} may touch ${key} of ${other.label}`),
    ...other.traces.topics
      .filter((topic) => mayDo(stack, 'sns:Publish', topic))
      .map((topic) => `${label} may tell ${topic} of ${other.label}`),
    ...other.traces.namespaces
      .filter((namespace) => isSameRegion && mayPublish(stack, namespace))
      .map((namespace) => `${label} may publish in ${namespace} of ${other.label}`),
    ...other.traces.events
      .filter((event) => isSameRegion && hears(stack, event))
      .map(({ detailType }) => `${label} hears of ${detailType} of ${other.label}`),
  ];
}

/** Metrics that the alarms of two stacks of a region both look at. */
function watches({ label, stack }: LivedStack, other: LivedStack): string[] {
  if (stack.account.region !== other.stack.account.region) return [];
  const others = new Set(watchedMetrics(other.stack));
  return watchedMetrics(stack)
    .filter((metric) => others.has(metric))
    .map((metric) => `${label} and ${other.label} both watch ${metric}`);
}

function watchedMetrics({ resources }: DeployedStack): string[] {
  const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const found = alarms.flatMap(({ properties }) => {
    const math = (properties.Metrics ?? []) as { MetricStat?: { Metric: object } }[];
    return [properties, ...math.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])];
  });
  return found.flatMap((metric) => {
    const { Namespace, MetricName, Dimensions = [] } = metric as Record<string, unknown>;
    return MetricName === undefined ? [] : [JSON.stringify([Namespace, MetricName, Dimensions])];
  });
}

const mayPublish = (stack: DeployedStack, namespace: string): boolean =>
  mayDo(stack, 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': namespace });

const mayEmit = (stack: DeployedStack, { source, detailType }: Traces['events'][number]): boolean => {
  const { accountId, region } = stack.account;
  const bus = `arn:aws:events:${region}:${accountId}:event-bus/default`;
  return mayDo(stack, 'events:PutEvents', bus, { 'events:source': source, 'events:detail-type': detailType });
};

const arnOf = (stack: DeployedStack, key: string): string =>
  `arn:aws:s3:::${stack.variablesOf('AuditFleet').ARCHIVE_BUCKET}/${key}`;

/** Of the others people are told by the function itself. */
const isForPeople = ({ detailType }: Traces['events'][number]): boolean => detailType === REPORT_DETAIL_TYPE;

/** Whether a rule of the stack takes an event of its region's bus. */
const hears = (
  { resources }: DeployedStack,
  { source, detailType, detail }: Traces['events'][number],
): boolean =>
  resources
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .some(({ properties }) =>
      matchesPattern(properties.EventPattern, { source, 'detail-type': detailType, detail }),
    );
