import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { deadlineOf } from '../infra/config/function-size.ts';
import type { AuditFleetEnv } from '../lambdas/audit-fleet/env.ts';
import type { AuditFleetClients } from '../lambdas/audit-fleet/handler.ts';
import { sdkClient } from '../lambdas/aws/sdk-client.ts';
import type { Deployment } from './deployment.ts';

/** The deployed fleet with the caller's own credentials: what the Lambda would be told, and clients of the account. */
export async function deployedFleet({
  config,
  region,
  bucket,
  documentName,
  previousDocumentName,
}: Deployment & { bucket: string }): Promise<{
  clients: AuditFleetClients;
  env: AuditFleetEnv;
}> {
  const place = region === undefined ? {} : { region };
  const sts = new STSClient(place);
  const { Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return {
    clients: {
      ec2: sdkClient(EC2Client, place),
      ssm: sdkClient(SSMClient, { ...place, retryMode: 'adaptive', maxAttempts: 10 }),
      s3: sdkClient(S3Client, place),
      cloudwatch: sdkClient(CloudWatchClient, place),
    },
    env: {
      ACCOUNT_ID: Account,
      AWS_REGION: await sts.config.region(),
      ARCHIVE_BUCKET: bucket,
      FLEET_NAME: config.name,
      PROBE_DOCUMENT: documentName,
      PREVIOUS_PROBE_DOCUMENT: previousDocumentName,
      FLEET_TAG_KEY: config.fleetTag.key,
      FLEET_TAG_VALUE: config.fleetTag.value,
      ROLE_TAG_KEY: config.roleTagKey,
      PERIOD_SECONDS: config.schedulePeriodMinutes * 60,
      DEADLINE_SECONDS: deadlineOf(config),
      METRIC_BUDGET: config.metricBudget,
      PER_HOST_METRICS: config.perHostMetrics,
    },
  };
}
