import { Aws, Duration, type RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { BIN_HOURS } from '../../lambdas/domain/records/time.ts';
import type { JudgePlacesVariables } from '../../lambdas/judge-places/env.ts';
import type { ScoreFleetVariables } from '../../lambdas/score-fleet/env.ts';
import { DETAIL_TYPES, DIGEST_DETAIL_TYPE } from '../../lambdas/telemetry.ts';
import { functionSizes, isInShards } from '../config/function-size.ts';
import type { AuditorConfig } from '../config.ts';
import { handlerOf, type Verb } from '../handlers.ts';
import type { AlertTopics } from './alert-topics.ts';
import type { ArchiveBucket } from './archive-bucket.ts';
import { AuditorFunction, type AuditorFunctionProps } from './auditor-function.ts';
import { dashboardLink } from './dashboard-link.ts';
import { grantEmitEvents, grantNameAccounts, grantPublishMetrics } from './grants.ts';
import { startTarget } from './invoke-function.ts';
import { runbookLink } from './runbook-link.ts';
import { afterEachBin, ScheduledFunction } from './scheduled-function.ts';
import { ScoringInShards } from './scoring-in-shards.ts';

export interface FleetScoringProps {
  readonly config: AuditorConfig;
  readonly archive: ArchiveBucket;
  readonly topics: AlertTopics;
  /** Code of the functions, to be within the template. @default bundles, as assets */
  readonly inlineCode?: Readonly<Partial<Record<Verb, string>>> | undefined;
  readonly hosting: Pick<AuditorFunctionProps, 'logRetentionDays' | 'logKeyArn' | 'vpc'> & {
    readonly removalPolicy: RemovalPolicy;
  };
}

/** The scoring of a fleet: one function, and for the largest fleets a state machine around it. */
export function addFleetScoring(
  stack: Stack,
  { config, archive, topics, hosting, inlineCode }: FleetScoringProps,
): { scoreFleet: ScheduledFunction; stateMachine: StateMachine | undefined } {
  const { name, organization, largestFleet } = config;
  const fleetName = name === undefined ? {} : { FLEET_NAME: name };
  const sizes = functionSizes(largestFleet);
  let shards: ScoringInShards | undefined;
  const judgePlaces = isInShards(config)
    ? new AuditorFunction(stack, 'JudgePlaces', {
        entry: handlerOf('judge-places'),
        inlineCode: inlineCode?.['judge-places'],
        description: 'Judges the hosts of some places, each by four weeks of its own readings',
        size: sizes.judge,
        ...hosting,
        environment: { ARCHIVE_BUCKET: archive.bucketName, ...fleetName } satisfies JudgePlacesVariables,
      })
    : undefined;
  const scoreFleet = new ScheduledFunction(stack, 'ScoreFleet', {
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
      ...(organization && { EVERY_PLACE: 'true' as const }),
      ...(organization?.regionsTogether && { REGIONS_TOGETHER: 'true' as const }),
      ACKNOWLEDGEMENTS: JSON.stringify(config.acknowledgements),
      NOTIFY_TOPIC_ARN: topics.notify.topicArn,
      DASHBOARD_URL: dashboardLink(stack),
      RUNBOOK_URL: runbookLink('A host leaks', config.alarms.runbookUrl),
    } satisfies ScoreFleetVariables,
    ...(judgePlaces && {
      target: (scope, props) => {
        shards = new ScoringInShards(scope, 'Shards', {
          scoreFleet: props.function,
          judgePlaces: judgePlaces.function,
          functionTimeout: judgePlaces.timeout,
          archive,
        });
        return startTarget(scope, props, {
          arn: shards.stateMachine.stateMachineArn,
          action: 'states:StartExecution',
        });
      },
    }),
  });
  grantPublishMetrics(scoreFleet.role, name);
  grantEmitEvents(scoreFleet.role, [...Object.values(DETAIL_TYPES), DIGEST_DETAIL_TYPE]);
  topics.grantNotify(scoreFleet.role);
  const places = organization ? 'every-place' : 'own-place';
  if (judgePlaces) {
    archive.grantRead(judgePlaces.role, 'samples', places);
    archive.grantReadWrite(judgePlaces.role, 'bins', places);
    archive.grantReadWrite(judgePlaces.role, 'shards');
    archive.grantReadWrite(scoreFleet.role, 'shards');
  } else {
    archive.grantRead(scoreFleet.role, 'samples', places);
    archive.grantReadWrite(scoreFleet.role, 'bins', places);
  }
  for (const folder of ['assessments', 'digests'] as const) archive.grantReadWrite(scoreFleet.role, folder);
  // When the last report was sent.
  archive.grantRead(scoreFleet.role, 'reports');
  archive.grantRead(scoreFleet.role, 'knowledge');
  // It must not accept its own findings: people write these.
  archive.grantRead(scoreFleet.role, 'acknowledgements');
  if (organization) {
    archive.grantReadWrite(scoreFleet.role, 'accounts');
    // Which of them are silent, for the digest.
    archive.grantRead(scoreFleet.role, 'places');
    grantNameAccounts(scoreFleet.role, organization.id);
  }
  if (shards) scoreFleet.startAfter(shards);
  return { scoreFleet, stateMachine: shards?.stateMachine };
}
