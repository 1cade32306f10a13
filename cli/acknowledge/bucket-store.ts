import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { acknowledgementId } from '../../lambdas/aws/acknowledgement-id.ts';
import {
  getAcknowledgements,
  putAcknowledgement,
  putWithdrawal,
} from '../../lambdas/aws/s3-acknowledgements.ts';
import { getLatestAssessment } from '../../lambdas/aws/s3-assessments.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { type DeploymentOptions, readDeployment } from '../deployment.ts';
import { deployedBucket } from '../knowledge/deployed-bucket.ts';
import type { AcknowledgementStore } from './acknowledgement-store.ts';

/** The archive of the deployed fleet, with the caller's own credentials. */
export async function bucketStore(
  options: DeploymentOptions,
  words: readonly string[],
  command: Command,
): Promise<AcknowledgementStore> {
  const { config, region } = readDeployment(options, command);
  const { s3, bucket } = deployedBucket(options, command);
  const sts = new STSClient(region === undefined ? {} : { region });
  const { Account: accountId = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const archive = { s3, bucket, accountId, region: await sts.config.region(), fleetName: config.name };
  return {
    place: bucket,
    words,
    effect: 'It counts from the next scoring on, within three hours.',
    by: async () => arn,
    assessment: () => getLatestAssessment(archive),
    read: () => getAcknowledgements(archive),
    configured: config.acknowledgements.map((entry) => ({
      ...entry,
      id: acknowledgementId(printJson(entry)),
      source: 'configuration',
    })),
    put: (entry) => putAcknowledgement(archive, entry),
    withdraw: (withdrawal) => putWithdrawal(archive, withdrawal),
  };
}
