import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmMuteRule, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { MINUTE } from '../../../lambdas/domain/records/time.ts';
import type { AlarmMute } from '../../config/alarms.ts';

/** CloudWatch's limit for one rule. */
const MAXIMUM_ALARMS = 100;

/** From its synthesis to this rule, a deployment takes a few minutes. */
const DEPLOYMENT = 10 * MINUTE;

/**
 * Alarms go on being evaluated in a muted time, and tell nobody. What rings then and still rings when it ends is told
 * at its end.
 * @param now a mute that is over by then is left out, and one that has begun begins once the deployment is through: a
 * rule of the past is nothing that CloudWatch promises to take
 */
export function addMutes(
  scope: Construct,
  alarms: readonly Alarm[],
  mutes: readonly AlarmMute[],
  now?: Date,
): void {
  if (alarms.length > MAXIMUM_ALARMS)
    throw new Error(`${alarms.length} alarms are more than a mute rule takes`);
  mutes.forEach(({ from, hours, reason }, index) => {
    const to = Date.parse(from) + Math.round(hours * 60) * MINUTE;
    const begins = Math.max(
      Date.parse(from),
      now === undefined ? 0 : wholeMinute(now.getTime() + DEPLOYMENT),
    );
    if (to <= begins) return;
    new AlarmMuteRule(scope, `Mute${index}`, {
      description: reason,
      schedule: ScheduleExpression.at(dateTimeOf(new Date(begins))),
      duration: Duration.millis(to - begins),
      alarms: [...alarms],
    });
  });
}

const wholeMinute = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

const dateTimeOf = (at: Date) => ({
  year: at.getUTCFullYear(),
  month: at.getUTCMonth() + 1,
  day: at.getUTCDate(),
  hour: at.getUTCHours(),
  minute: at.getUTCMinutes(),
});
