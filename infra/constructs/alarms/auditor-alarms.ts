import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { BIN_HOURS } from '../../../lambdas/domain/records/time.ts';
import { type AlarmPlan, SCORING_PERIOD, type Watched } from './alarm-plan.ts';

/** A report that is sent each week at the same local time is never older: an hour more where summer time ends. */
const REPORT_DAYS = 7.05;

/** From the instant at which the first audit, or scoring, is due at the latest until its data point can be read. */
const FIRST_AUDIT_MINUTES = 15;
const FIRST_SCORING_MINUTES = 60;

/** What rings when the auditor itself falls silent, or its knowledge is old. */
export const auditorAlarms = ({
  thresholds,
  auditPeriod,
  metrics: { fleetMetric, inDays },
}: Watched): AlarmPlan[] => [
  {
    id: 'AuditNotRunning',
    metric: fleetMetric('Hosts', 'Maximum', auditPeriod),
    // No count is below 0: silence alone rings.
    breaches: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 0,
    of: [thresholds.missedAudits, thresholds.missedAudits],
    // Every audit publishes it, of an empty fleet too.
    missing: TreatMissingData.BREACHING,
    warmUp: Duration.minutes(auditPeriod.toMinutes() + FIRST_AUDIT_MINUTES),
    pages: true,
    meaning: `No audit has run for ${thresholds.missedAudits} periods: the fleet is not watched.`,
    firstSteps:
      'Run AuditNowCommand of the stack; read the log of AuditFleet; check that its schedule is enabled.',
    heading: 'No audit takes place',
  },
  {
    id: 'ScoringNotRunning',
    metric: fleetMetric('MaxLeakScore', 'Maximum', SCORING_PERIOD),
    breaches: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 0,
    of: [thresholds.missedScorings, thresholds.missedScorings],
    // Every scoring publishes it, of an empty archive too.
    missing: TreatMissingData.BREACHING,
    warmUp: Duration.minutes(SCORING_PERIOD.toMinutes() + FIRST_SCORING_MINUTES),
    pages: true,
    meaning: `No scoring has run for ${thresholds.missedScorings * BIN_HOURS} hours: leaks are going undetected.`,
    firstSteps:
      'Run ScoreNowCommand of the stack; read the log of ScoreFleet; check that its schedule is enabled.',
    heading: 'No scoring takes place',
  },
  {
    id: 'ReportNotSent',
    // An alarm sees seven days at most, too few for what comes once a week: the age is published with each scoring.
    metric: inDays('ReportAge', SCORING_PERIOD, 'days without a report'),
    breaches: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: REPORT_DAYS,
    // A day: the report of the week is late, not under way.
    of: [8, 8],
    // Without a scoring nobody knows whether a report was sent, and ScoringNotRunning rings.
    missing: TreatMissingData.IGNORE,
    meaning: 'No report has been sent for more than a week.',
    firstSteps:
      'Read the log of SendReport; check in SES that the sender is verified and the account out of the sandbox.',
    heading: 'No report was sent',
  },
  {
    id: 'KnowledgeStale',
    metric: inDays('KnowledgeAge', SCORING_PERIOD, 'days since the check'),
    breaches: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: thresholds.knowledgeAgeDays,
    of: [3, 3],
    // It grows by the clock alone; a scoring that did not take place rings elsewhere.
    missing: TreatMissingData.IGNORE,
    meaning: `Releases and bugs were last checked more than ${thresholds.knowledgeAgeDays} days ago: advice may name an old release.`,
    firstSteps: 'Push newer knowledge with auditor knowledge push, or upgrade the auditor.',
    heading: 'The knowledge is stale',
  },
  {
    id: 'KnowledgeRefused',
    metric: fleetMetric('KnowledgeRefused', 'Maximum', SCORING_PERIOD),
    breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    // A refusal of the weekly report is a single data point.
    of: [1, 1],
    // Every scoring publishes it; one that did not take place rings elsewhere.
    missing: TreatMissingData.IGNORE,
    meaning:
      'The knowledge in the archive was refused. The deployed knowledge is used instead, which may be older.',
    firstSteps:
      'Read refusedKnowledge in the newest result of ScoreFleet or SendReport; push the knowledge again.',
    heading: 'Knowledge is refused',
  },
  {
    id: 'ProbeRefused',
    metric: fleetMetric('ProbeRefused', 'Maximum', auditPeriod),
    breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    // It is decided once, by a trial, and stays so.
    of: [1, 1],
    // Every audit publishes it; one that did not take place rings elsewhere.
    missing: TreatMissingData.IGNORE,
    meaning:
      'The new probe failed its trial on one host of each role. All hosts go on with the probe of the release before.',
    firstSteps:
      'Read refusedProbe in the newest result of AuditFleet: it names the hosts and what was wrong; deploy the release before.',
    heading: 'A new probe is refused',
  },
];
