import { Aws, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SendReportVariables } from '../lambdas/send-report/env.ts';
import { metricNamespace } from '../lambdas/telemetry.ts';
import { hasChannels } from './config/channels.ts';
import { functionSizes, isInShards } from './config/function-size.ts';
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
import { addFleetScoring } from './constructs/fleet-scoring.ts';
import { grantPublishMetrics } from './constructs/grants.ts';
import { addPlacesWatch } from './constructs/places-watch.ts';
import { addReportWays, reportVariables } from './constructs/report-ways.ts';
import { runbookLink } from './constructs/runbook-link.ts';
import { ScheduledFunction, weekly } from './constructs/scheduled-function.ts';
import { Spokes } from './constructs/spokes.ts';
import { addOutputs } from './constructs/stack-outputs.ts';
import { type EveryVerb, handlerOf, type Verb } from './handlers.ts';

export interface FleetAuditorStackProps extends StackProps {
  readonly config: AuditorConfig;
  /** Instant of the synthesis: mutes that are over by then are left out. All are in where it is not given. */
  readonly now?: Date;
  /** Code of the functions, CommonJS modules, to be within the template. @default bundles, as assets */
  readonly inlineCode?: Readonly<Record<EveryVerb, string> & Partial<Record<Verb, string>>>;
  /** File of the template of the spokes, where there are some. @default a parameter says where it lies in S3 */
  readonly spokeTemplateFile?: string | undefined;
}

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
      hasShards: isInShards(config),
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
      if (archive.policy) spokes.node.addDependency(archive.policy);
    }

    const topics = new AlertTopics(this, 'Alerts', config.alarms);
    const { scoreFleet, stateMachine } = addFleetScoring(this, {
      config,
      archive,
      topics,
      hosting,
      inlineCode,
    });

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
        ...(config.organization && { EVERY_PLACE: 'true' as const }),
        ...reportVariables(config),
      } satisfies SendReportVariables,
    });
    grantPublishMetrics(sendReport.role, name);
    for (const folder of ['samples', 'bins'] as const)
      archive.grantRead(sendReport.role, folder, config.organization ? 'every-place' : 'own-place');
    if (config.organization) archive.grantRead(sendReport.role, 'places');
    archive.grantRead(sendReport.role, 'assessments');
    archive.grantRead(sendReport.role, 'knowledge');
    if (config.organization) archive.grantRead(sendReport.role, 'accounts');
    archive.grantReadWrite(sendReport.role, 'reports');
    addReportWays(this, { config, sendReport, topics });

    const { organization } = config;
    const watchPlaces =
      organization &&
      addPlacesWatch(this, {
        config,
        organization,
        archive,
        inlineCode: inlineCode?.['watch-places'],
        ...hosting,
      });

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
      watch: watchPlaces && watchedFunction(watchPlaces),
      auditPeriod: period,
      thresholds: config.alarms,
      undeliveredQueueName: channels?.undelivered.queueName,
      scoringStateMachineArn: stateMachine?.stateMachineArn,
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
    const functions = [auditFleet, scoreFleet, sendReport, ...(watchPlaces ? [watchPlaces] : [])];
    for (const each of functions) each.startAfter(...others);

    applyAccountSettings(this, config);

    addOutputs(this, {
      functions: {
        AuditFleet: auditFleet,
        ScoreFleet: scoreFleet,
        SendReport: sendReport,
        WatchPlaces: watchPlaces,
      },
      scoringStateMachineArn: stateMachine?.stateMachineArn,
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
