import { type Duration, Stack } from 'aws-cdk-lib';
import { Alarm, type CfnAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmPlan, Watched } from './alarms/alarm-plan.ts';
import { auditorAlarms } from './alarms/auditor-alarms.ts';
import { channelAlarms } from './alarms/channel-alarms.ts';
import { functionAlarms } from './alarms/function-alarms.ts';
import { hostAlarms } from './alarms/host-alarms.ts';
import { addMutes } from './alarms/mutes.ts';
import { placeAlarms } from './alarms/place-alarms.ts';
import { shardAlarms } from './alarms/shard-alarms.ts';
import { dashboardLink } from './dashboard-link.ts';
import { runbookLink } from './runbook-link.ts';

export interface FleetAlarmsProps extends Watched {
  /** Told of what can't wait; and of the rest. */
  readonly topics: { readonly page: ITopic; readonly notify: ITopic };
  /** Mutes that are over by then are left out; all are in where it is not given. */
  readonly now?: Date | undefined;
  /** Whether CloudFormation may not know warm-ups of alarms. */
  readonly isOlderCloudFormation?: boolean;
}

/** The alarms: what a person should do something about. Each tells when it rings and when it is over. */
export class FleetAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { topics, now, isOlderCloudFormation = false, ...watched }: FleetAlarmsProps,
  ) {
    super(scope, id);
    const actions = { page: new SnsAction(topics.page), notify: new SnsAction(topics.notify) };
    const add = (plans: AlarmPlan[]) =>
      plans.map((plan) => {
        const alarm = this.#add(plan, watched.thresholds.runbookUrl);
        const action = plan.pages ? actions.page : actions.notify;
        alarm.addAlarmAction(action);
        alarm.addOkAction(action);
        if (plan.warmUp === undefined) return alarm;
        if (isOlderCloudFormation) ringAfterData(alarm, action);
        else warmUp(alarm, plan.warmUp);
        return alarm;
      });
    const ofHosts = add(hostAlarms(watched));
    const ofTheAuditor = add([
      ...auditorAlarms(watched),
      ...placeAlarms(watched),
      ...functionAlarms(watched),
      ...channelAlarms(watched),
      ...shardAlarms(watched),
    ]);
    this.alarms = [...ofHosts, ...ofTheAuditor];
    // A rollout moves hosts; it is no reason not to hear that nobody watches them.
    addMutes(this, ofHosts, watched.thresholds.mutes, now);
  }

  #add(plan: AlarmPlan, runbookUrl: string | undefined): Alarm {
    const [datapointsToAlarm, evaluationPeriods] = plan.of;
    refuseLongRange(plan);
    return new Alarm(this, plan.id, {
      alarmName: `${Stack.of(this).stackName}-${plan.id}`,
      alarmDescription: [
        plan.meaning,
        `First: ${plan.firstSteps}`,
        `Dashboard: ${dashboardLink(this)}`,
        `Runbook: ${runbookLink(plan.heading, runbookUrl)}`,
      ].join('\n'),
      metric: plan.metric,
      comparisonOperator: plan.breaches,
      threshold: plan.threshold,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: plan.missing,
    });
  }
}

const resourceOf = (alarm: Alarm) => alarm.node.defaultChild as CfnAlarm;

/** Silence rings, but not before a new alarm had the time to get data. */
function warmUp(alarm: Alarm, time: Duration): void {
  resourceOf(alarm).warmUpConfiguration = { warmUpPeriodDurationInMinutes: time.toMinutes() };
}

/** The same without warm-ups: an alarm begins without data, and tells when it gets there again from another state. */
function ringAfterData(alarm: Alarm, action: SnsAction): void {
  resourceOf(alarm).treatMissingData = TreatMissingData.MISSING;
  alarm.addInsufficientDataAction(action);
}

/** CloudWatch looks back a day, or seven where the period is an hour or more. */
function refuseLongRange({ id, of: [, periods], metric }: AlarmPlan): void {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  const seconds = metricStat?.period.toSeconds() ?? mathExpression?.period ?? 0;
  const maximum = (seconds < 3600 ? 1 : 7) * 86_400;
  if (seconds * periods <= maximum) return;
  throw new Error(
    `alarm ${id}: ${periods} periods of ${seconds} s; CloudWatch looks back ${maximum} s at most: lower its setting in context.auditor.alarms`,
  );
}
