import { Aws, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AuditFleetVariables } from '../../lambdas/audit-fleet/env.ts';
import { deadlineOf, functionSizes } from '../config/function-size.ts';
import type { AuditorConfig } from '../config.ts';
import { handlerOf } from '../handlers.ts';
import { grantListHosts } from './grants.ts';
import { HostProbeDocument, READS_ALL_COMMANDS } from './host-probe-document.ts';
import { everyMinutes, ScheduledFunction, type ScheduledFunctionProps } from './scheduled-function.ts';

export interface FleetAuditProps
  extends Pick<
    ScheduledFunctionProps,
    'removalPolicy' | 'logRetentionDays' | 'logKeyArn' | 'vpc' | 'inlineCode'
  > {
  readonly config: AuditorConfig;
  /** The bucket of the archive; with its region where it is a hub's. */
  readonly archive: { readonly ARCHIVE_BUCKET: string; readonly ARCHIVE_REGION?: string };
}

/**
 * Adds to a stack what asks the hosts of its account and region: the probe's documents, `audit-fleet` with its schedule,
 * and a role that may ask, and archive nothing yet.
 */
export function addFleetAudit(
  stack: Construct,
  { config, archive, ...hosting }: FleetAuditProps,
): { probe: HostProbeDocument; auditFleet: ScheduledFunction } {
  const probe = new HostProbeDocument(stack, 'HostProbe');
  const period = Duration.minutes(config.schedulePeriodMinutes);
  const auditFleet = new ScheduledFunction(stack, 'AuditFleet', {
    entry: handlerOf('audit-fleet'),
    description: 'Asks each host of the fleet how its TCP memory and its HAProxy processes stand',
    size: functionSizes(config.largestFleet).audit,
    schedule: everyMinutes(config.schedulePeriodMinutes),
    maxEventAge: period,
    ...hosting,
    roleDescription: READS_ALL_COMMANDS,
    environment: {
      ACCOUNT_ID: Aws.ACCOUNT_ID,
      ...archive,
      // Only of one fleet among several: the variables of the only fleet stay what they were.
      ...(config.name !== undefined && { FLEET_NAME: config.name }),
      PROBE_DOCUMENT: probe.documentName,
      ...(probe.previousName !== undefined && { PREVIOUS_PROBE_DOCUMENT: probe.previousName }),
      FLEET_TAG_KEY: config.fleetTag.key,
      FLEET_TAG_VALUE: config.fleetTag.value,
      ROLE_TAG_KEY: config.roleTagKey,
      PERIOD_SECONDS: String(period.toSeconds()),
      DEADLINE_SECONDS: String(deadlineOf(config)),
      METRIC_BUDGET: String(config.metricBudget),
      PER_HOST_METRICS: config.perHostMetrics ? 'true' : 'false',
    } satisfies AuditFleetVariables,
  });
  grantListHosts(auditFleet.role);
  probe.grantRun(auditFleet.role, config.fleetTag);
  return { probe, auditFleet };
}
