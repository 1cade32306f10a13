import { fileURLToPath } from 'node:url';
import { Aws, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BIN_HOURS } from '../lambdas/domain/records/time.ts';
import type { ScoreFleetVariables } from '../lambdas/score-fleet/env.ts';
import type { SendReportVariables } from '../lambdas/send-report/env.ts';
import { DETAIL_TYPES, DIGEST_DETAIL_TYPE, metricNamespace } from '../lambdas/telemetry.ts';
import { hasChannels } from './config/channels.ts';
import { functionSizes } from './config/function-size.ts';
import { isDeployedHere } from './config/organization.ts';
import type { AuditorConfig } from './config.ts';
import { applyAccountSettings } from './constructs/account-settings.ts';
import { AlertTopics } from './constructs/alert-topics.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { Channels } from './constructs/channels/channels.ts';
import { dashboardLink } from './constructs/dashboard-link.ts';
import { FleetAlarms } from './constructs/fleet-alarms.ts';
import { addFleetAudit } from './constructs/fleet-audit.ts';
import { FleetDashboard } from './constructs/fleet-dashboard.ts';
import { fleetMetrics } from './constructs/fleet-metrics.ts';
import { grantEmitEvents, grantPublishMetrics } from './constructs/grants.ts';
import { addReportWays, reportVariables } from './constructs/report-ways.ts';
import { runbookLink } from './constructs/runbook-link.ts';
import { afterEachBin, ScheduledFunction, weekly } from './constructs/scheduled-function.ts';
import { Spokes } from './constructs/spokes.ts';
import { addOutputs } from './constructs/stack-outputs.ts';

export interface FleetAuditorStackProps extends StackProps {
  readonly config: AuditorConfig;
  /** Instant of the synthesis: mutes that are over by then are left out. All are in where it is not given. */
  readonly now?: Date;
  /** Code of the functions, CommonJS modules, to be within the template. @default bundles, as assets */
  readonly inlineCode?: Readonly<Record<Verb, string>>;
  /** File of the template of the spokes, where there are some. @default a parameter says where it lies in S3 */
  readonly spokeTemplateFile?: string | undefined;
}

/** The functions of the stack. */
export type Verb = 'audit-fleet' | 'score-fleet' | 'send-report';

/** Everything the auditor is in one account and region. */
export class FleetAuditorStack extends Stack {
  constructor(scope: Construct, id: string, props: FleetAuditorStackProps) {
    const { config, now, inlineCode, spokeTemplateFile, ...stackProps } = props;
    super(scope, id, stackProps);
    const { name } = config;
    // Only of one fleet among several: the variables of the only fleet stay what they were.
    const fleetName = name === undefined ? {} : { FLEET_NAME: name };
    // Except on create: a first deployment that is rolled back leaves nothing.
    const removalPolicy =
      config.removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    const { logRetentionDays, logKeyArn, vpc } = config;
    const hosting = { removalPolicy, logRetentionDays, logKeyArn, vpc };
    const period = Duration.minutes(config.schedulePeriodMinutes);
    const sizes = functionSizes(config.largestFleet);

    const archive = new ArchiveBucket(this, 'Archive', {
      retentionDays: config.retentionDays,
      removalPolicy,
      fleetName: name,
      existingBucketName: config.archiveBucketName,
      keyArn: config.archiveKeyArn,
    });
    const { probe, auditFleet } = addFleetAudit(this, {
      config,
      archive: { ARCHIVE_BUCKET: archive.bucketName },
      inlineCode: inlineCode?.['audit-fleet'],
      ...hosting,
    });
    grantPublishMetrics(auditFleet.role, name);
    archive.grantReadWrite(auditFleet.role, 'samples');
    archive.grantReadWrite(auditFleet.role, 'trials');
    archive.letSpokesWrite(config);
    if (isDeployedHere(config.organization)) {
      const spokes = new Spokes(this, 'Spokes', {
        organization: config.organization,
        archiveBucketName: archive.bucketName,
        templateFile: spokeTemplateFile,
      });
      // Its policy has to let them in before their first audit.
      spokes.node.addDependency(archive);
    }

    const topics = new AlertTopics(this, 'Alerts', config.alarms);
    const scoreFleet = new ScheduledFunction(this, 'ScoreFleet', {
      entry: handlerOf('score-fleet'),
      inlineCode: inlineCode?.['score-fleet'],
      description: 'Judges from four weeks of the archive which hosts leak, and tells what changed',
      size: sizes.score,
      // The bin's last audit, its retry included, has ended by then.
      schedule: afterEachBin(20),
      maxEventAge: Duration.hours(BIN_HOURS),
      ...hosting,
      environment: {
        ACCOUNT_ID: Aws.ACCOUNT_ID,
        ARCHIVE_BUCKET: archive.bucketName,
        ...fleetName,
        ACKNOWLEDGEMENTS: JSON.stringify(config.acknowledgements),
        NOTIFY_TOPIC_ARN: topics.notify.topicArn,
        DASHBOARD_URL: dashboardLink(this),
        RUNBOOK_URL: runbookLink('A host leaks', config.alarms.runbookUrl),
      } satisfies ScoreFleetVariables,
    });
    grantPublishMetrics(scoreFleet.role, name);
    grantEmitEvents(scoreFleet.role, [...Object.values(DETAIL_TYPES), DIGEST_DETAIL_TYPE]);
    topics.grantNotify(scoreFleet.role);
    archive.grantRead(scoreFleet.role, 'samples');
    for (const folder of ['bins', 'assessments', 'digests'] as const)
      archive.grantReadWrite(scoreFleet.role, folder);
    // When the last report was sent.
    archive.grantRead(scoreFleet.role, 'reports');
    archive.grantRead(scoreFleet.role, 'knowledge');
    // It must not accept its own findings: people write these.
    archive.grantRead(scoreFleet.role, 'acknowledgements');

    const sendReport = new ScheduledFunction(this, 'SendReport', {
      entry: handlerOf('send-report'),
      inlineCode: inlineCode?.['send-report'],
      description: 'Mails what to upgrade, to what and in which order, and whether the last upgrades worked',
      size: sizes.report,
      schedule: weekly(config.report),
      // The longest that Lambda keeps an event.
      maxEventAge: Duration.hours(6),
      ...hosting,
      environment: {
        ACCOUNT_ID: Aws.ACCOUNT_ID,
        ARCHIVE_BUCKET: archive.bucketName,
        ...fleetName,
        ...reportVariables(config),
      } satisfies SendReportVariables,
    });
    grantPublishMetrics(sendReport.role, name);
    archive.grantRead(sendReport.role, 'samples');
    archive.grantRead(sendReport.role, 'bins');
    archive.grantRead(sendReport.role, 'assessments');
    archive.grantRead(sendReport.role, 'knowledge');
    archive.grantReadWrite(sendReport.role, 'reports');
    addReportWays(this, { config, sendReport, topics });

    const channels = hasChannels(config.channels)
      ? new Channels(this, 'Channels', {
          channels: config.channels,
          topics,
          fleetName: name,
          dashboardUrl: dashboardLink(this),
          runbookUrl: config.alarms.runbookUrl && runbookLink('A host leaks', config.alarms.runbookUrl),
        })
      : undefined;
    const watched = {
      audit: watchedFunction(auditFleet),
      score: watchedFunction(scoreFleet),
      report: watchedFunction(sendReport),
      auditPeriod: period,
      thresholds: config.alarms,
      undeliveredQueueName: channels?.undelivered.queueName,
      metrics: fleetMetrics(metricNamespace(name)),
    };
    const { alarms } = new FleetAlarms(this, 'Alarms', {
      topics,
      now,
      isOlderCloudFormation: config.cloudFormation === 'older',
      ...watched,
    });
    new FleetDashboard(this, 'Dashboard', {
      ...watched,
      alarms,
      archiveBucketName: archive.bucketName,
      fleetName: name,
      scoreLogGroupName: scoreFleet.function.logGroup.logGroupName,
    });

    const others = this.node.children.filter((child) => !(child instanceof ScheduledFunction));
    for (const each of [auditFleet, scoreFleet, sendReport]) each.startAfter(...others);

    applyAccountSettings(this, config);

    addOutputs(this, {
      functions: { AuditFleet: auditFleet, ScoreFleet: scoreFleet, SendReport: sendReport },
      archiveBucketName: archive.bucketName,
      probeDocumentName: probe.documentName,
      previousProbeDocumentName: probe.previousName,
      fleetName: name,
    });
  }
}

const watchedFunction = ({ function: { functionName }, failures, timeout }: ScheduledFunction) => ({
  functionName,
  timeout,
  failureQueueName: failures.queueName,
});

const handlerOf = (verb: Verb): string =>
  fileURLToPath(new URL(`../lambdas/${verb}/handler.ts`, import.meta.url));
