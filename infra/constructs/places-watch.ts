import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { WatchPlacesVariables } from '../../lambdas/watch-places/env.ts';
import { deadlineOf, functionSizes } from '../config/function-size.ts';
import { isDeployedHere, type OrganizationConfig } from '../config/organization.ts';
import type { AuditorConfig } from '../config.ts';
import { handlerOf } from '../handlers.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { ArchiveBucket } from './archive-bucket.ts';
import { grantPublishMetrics } from './grants.ts';
import { everyMinutes, ScheduledFunction, type ScheduledFunctionProps } from './scheduled-function.ts';
import { callAs, stackSetNameOf } from './spokes.ts';

export interface PlacesWatchProps
  extends Pick<
    ScheduledFunctionProps,
    'removalPolicy' | 'logRetentionDays' | 'logKeyArn' | 'vpc' | 'inlineCode'
  > {
  readonly config: AuditorConfig;
  readonly organization: OrganizationConfig;
  readonly archive: ArchiveBucket;
}

/** A run of more hosts than twice the largest fleet is none of it. */
const HOSTS_TOO_MANY = 2;

/** Adds what watches over the places of a hub, some minutes after each audit was due. */
export function addPlacesWatch(
  stack: Stack,
  { config, organization, archive, ...hosting }: PlacesWatchProps,
): ScheduledFunction {
  const { name, schedulePeriodMinutes, largestFleet } = config;
  const stackSet = isDeployedHere(organization)
    ? { STACK_SET: stackSetNameOf(stack), STACK_SET_CALL_AS: callAs(organization) }
    : {};
  const watchPlaces = new ScheduledFunction(stack, 'WatchPlaces', {
    entry: handlerOf('watch-places'),
    description: "Publishes what the fleet's other accounts and regions wrote, and which of them are silent",
    size: functionSizes(largestFleet).watch,
    schedule: everyMinutes(schedulePeriodMinutes, watchMinute(config)),
    maxEventAge: Duration.minutes(schedulePeriodMinutes),
    ...hosting,
    environment: {
      ACCOUNT_ID: Aws.ACCOUNT_ID,
      ARCHIVE_BUCKET: archive.bucketName,
      ...(name !== undefined && { FLEET_NAME: name }),
      REGIONS: organization.regions.join(','),
      ...stackSet,
      PERIOD_SECONDS: String(schedulePeriodMinutes * 60),
      MISSED_AUDITS: String(config.alarms.missedAudits),
      METRIC_BUDGET: String(config.metricBudget),
      MAXIMUM_HOSTS: String(HOSTS_TOO_MANY * largestFleet),
    } satisfies WatchPlacesVariables,
  });
  grantPublishMetrics(watchPlaces.role, name);
  archive.grantRead(watchPlaces.role, 'samples', 'every-place');
  archive.grantReadWrite(watchPlaces.role, 'places');
  if (isDeployedHere(organization)) {
    // That of a delegated administrator is in the management account.
    const account = organization.deployedFrom === 'management-account' ? Aws.ACCOUNT_ID : '*';
    const stackSets = `arn:${Aws.PARTITION}:cloudformation:${Aws.REGION}:${account}:stackset/${stackSetNameOf(stack)}:*`;
    watchPlaces.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['cloudformation:ListStackInstances'], resources: [stackSets] }),
    );
    acknowledgeWildcard(
      watchPlaces.role,
      stackSets,
      'The id of a StackSet is made with it, and a delegated administrator can not know the management account.',
    );
  }
  return watchPlaces;
}

/** Minutes after the full period at which the audits have ended, those that wait for silent hosts included. */
const watchMinute = (config: AuditorConfig): number =>
  Math.min(config.schedulePeriodMinutes - 1, Math.ceil(deadlineOf(config) / 60) + 1);
