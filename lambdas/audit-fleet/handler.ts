import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { fleetData, hostData, publish, trialData } from '../aws/cloudwatch-metrics.ts';
import { getRun, putRun } from '../aws/s3-archive.ts';
import { nullIfDenied } from '../aws/s3-objects.ts';
import { sdkClient } from '../aws/sdk-client.ts';
import { type Clock, WALL_CLOCK } from '../aws/ssm-run.ts';
import { type FleetSummary, summariseFleet } from '../domain/audit/fleet-summary.ts';
import type { Run } from '../domain/records/archive.ts';
import type { ProbeTrial } from '../domain/records/probe-trial.ts';
import { isKnownRelease } from '../knowledge/releases.ts';
import { allPrintable } from '../report/printable.ts';
import { askFleet, trialOf } from './ask-fleet.ts';
import { AuditFleetEnv, AuditFleetEvent } from './env.ts';

export interface AuditFleetClients {
  ec2: EC2Client;
  ssm: SSMClient;
  s3: S3Client;
  cloudwatch: CloudWatchClient;
}

/** What a run came to; `skipped` says why it asked nobody. */
export type AuditFleetResult = { runAt: string } & (
  | {
      fleet: FleetSummary;
      /** The trial in which the new document of the probe failed, for as long as the one before it goes on. */
      refusedProbe?: ProbeTrial;
    }
  | { skipped: string }
);

/**
 * One audit: asks every host of the fleet, archives the samples of the run as one object and publishes its metrics.
 * The scheduled instant is the run's identity: a run that is already archived is not asked again, but its metrics are
 * published again, since the run that archived it may have ended before it did. In a spoke, whose bucket is a hub's, the
 * hub publishes them.
 */
export async function auditFleet(
  { ec2, ssm, s3, cloudwatch }: AuditFleetClients,
  env: AuditFleetEnv,
  event: AuditFleetEvent,
  clock: Clock,
): Promise<AuditFleetResult> {
  const scheduledAt = new Date(event.scheduledAt);
  const run = identify(scheduledAt, env);
  const earlier = identify(new Date(scheduledAt.getTime() - env.PERIOD_SECONDS * 1000), env);
  const bucket = env.ARCHIVE_BUCKET;
  const isSpoke = env.ARCHIVE_REGION !== undefined;
  const archivedRun = (run: Run) =>
    isSpoke ? nullIfDenied(getRun(s3, bucket, run)) : getRun(s3, bucket, run);
  const before = await archivedRun(earlier);
  const samplesBefore = before !== null && 'samples' in before ? before.samples : [];
  const archived =
    (await archivedRun(run)) ??
    (await putRun(s3, bucket, run, await askFleet({ ec2, ssm, s3 }, env, run, samplesBefore, clock)));
  if ('skipped' in archived) return { runAt: run.runAt, skipped: archived.skipped };
  const fleet = summariseFleet(archived.samples, samplesBefore, isKnownRelease);
  const trial = await trialOf(s3, env);
  const isRefused = trial?.verdict === 'refused';
  const result = { runAt: run.runAt, fleet, ...(isRefused && { refusedProbe: trial }) };
  if (isSpoke) return result;
  const perHost = env.PER_HOST_METRICS ? hostData(archived.samples, run.runAt) : [];
  const data = [
    ...fleetData(fleet, run.runAt, env.METRIC_BUDGET),
    ...perHost,
    ...trialData(isRefused, run.runAt),
  ];
  await publish(cloudwatch, data, env.FLEET_NAME);
  return result;
}

function identify(scheduledAt: Date, env: AuditFleetEnv): Run {
  const runAt = scheduledAt.toISOString().replace(/\.\d+Z$/, 'Z');
  return { runAt, accountId: env.ACCOUNT_ID, region: env.AWS_REGION, fleetName: env.FLEET_NAME };
}

let clients: AuditFleetClients | undefined;

/** What Lambda calls. It catches nothing: the function's Errors metric has to tell the truth. */
export async function handler(event: unknown): Promise<AuditFleetResult> {
  const env = AuditFleetEnv.parse(process.env);
  clients ??= {
    ec2: sdkClient(EC2Client, {}),
    // Fleets poll at the same instants, and SSM's limits are unpublished: adaptive retries slow down when told to.
    ssm: sdkClient(SSMClient, { retryMode: 'adaptive', maxAttempts: 10 }),
    s3: sdkClient(S3Client, env.ARCHIVE_REGION === undefined ? {} : { region: env.ARCHIVE_REGION }),
    cloudwatch: sdkClient(CloudWatchClient, {}),
  };
  const due = AuditFleetEvent.parse(event);
  // Objects, since Lambda writes them as JSON as they are; an error carries the same request id as this line.
  console.log({ run: due.scheduledAt });
  const result = await auditFleet(clients, env, due, WALL_CLOCK);
  console.log(allPrintable(result));
  return result;
}
