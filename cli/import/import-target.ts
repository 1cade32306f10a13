import type { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import type { Place } from '../../lambdas/domain/records/archive.ts';
import { NO_PLACE } from '../../lambdas/domain/records/host-key.ts';
import { readDeployment } from '../deployment.ts';
import { deployedBucket } from '../knowledge/deployed-bucket.ts';
import type { ImportOptions } from './import-options.ts';

/** Whose hosts the samples are of; and the bucket that they go to, where they do. */
export interface ImportTarget {
  readonly place: Place;
  readonly archive: { readonly s3: S3Client; readonly bucket: string } | null;
}

/** @throws CommanderError, with the exit code for wrong usage, where the deployment can't be told */
export async function importTarget(options: ImportOptions, command: Command): Promise<ImportTarget> {
  const { account, region = NO_PLACE, toArchive } = options;
  if (!toArchive) return { place: { accountId: account, region }, archive: null };
  const archive = deployedBucket(options, command);
  const { config } = readDeployment(options, command);
  const stackRegion = await archive.s3.config.region();
  const { Account } = await new STSClient({ region: stackRegion }).send(new GetCallerIdentityCommand());
  const place = { accountId: Account ?? NO_PLACE, region: stackRegion, fleetName: config.name };
  return { place, archive };
}
