import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmPlan, Watched } from './alarm-plan.ts';

/** From the instant at which the first watch is due at the latest until its data point can be read. */
const FIRST_WATCH_MINUTES = 15;

/** What rings about the other accounts and regions of a hub; nothing without any. */
export function placeAlarms({
  watch,
  thresholds,
  auditPeriod,
  metrics: { fleetMetric },
}: Watched): AlarmPlan[] {
  if (watch === undefined) return [];
  const { missedAudits } = thresholds;
  const metric = fleetMetric('PlacesSilent', 'Maximum', auditPeriod);
  return [
    {
      id: 'PlaceSilent',
      metric,
      breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      // A place counts once it has missed as many audits as ring at home.
      of: [1, 1],
      // Without a watch nothing is known, and PlacesNotWatched rings.
      missing: TreatMissingData.IGNORE,
      // As at home: nobody watches these hosts.
      pages: true,
      meaning: `An account and region has not written samples for ${missedAudits} periods, or since its stack was deployed a day ago: its hosts are not watched.`,
      firstSteps:
        'Run WatchNowCommand of the stack: its answer names the silent ones, with the reason where it is known.',
      heading: 'An account or region is silent',
    },
    {
      id: 'PlacesNotWatched',
      metric,
      // No count is below 0: silence alone rings.
      breaches: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 0,
      of: [missedAudits, missedAudits],
      // Every watch publishes it.
      missing: TreatMissingData.BREACHING,
      warmUp: Duration.minutes(auditPeriod.toMinutes() + FIRST_WATCH_MINUTES),
      pages: true,
      meaning: `The samples of other accounts and regions have not been looked at for ${missedAudits} periods: pressure there rings no alarm.`,
      firstSteps:
        'Run WatchNowCommand of the stack; read the log of WatchPlaces; check that its schedule is enabled.',
      heading: 'Nobody watches the other accounts',
    },
  ];
}
