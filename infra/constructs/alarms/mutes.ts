import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmMuteRule, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmMute } from '../../config/alarms.ts';

/** CloudWatch's limit for one rule. */
const MAXIMUM_ALARMS = 100;

/**
 * Alarms go on being evaluated in a muted time, and tell nobody. What rings then and still rings when it ends is told
 * at its end.
 */
export function addMutes(scope: Construct, alarms: readonly Alarm[], mutes: readonly AlarmMute[]): void {
  if (alarms.length > MAXIMUM_ALARMS)
    throw new Error(`${alarms.length} alarms are more than a mute rule takes`);
  mutes.forEach(({ from, hours, reason }, index) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = from.split(/[-T:Z]/).map(Number);
    new AlarmMuteRule(scope, `Mute${index}`, {
      description: reason,
      schedule: ScheduleExpression.at({ year, month, day, hour, minute }),
      duration: Duration.minutes(Math.round(hours * 60)),
      alarms: [...alarms],
    });
  });
}
