import { S3Client } from '@aws-sdk/client-s3';
import type { Command } from 'commander';
import { type DeploymentOptions, readDeployment } from '../deployment.ts';
import { EXIT } from '../text/terminal.ts';

/** The archive's bucket of the deployed stack, with the caller's own credentials. */
export function deployedBucket(
  options: DeploymentOptions,
  command: Command,
): { s3: S3Client; bucket: string } {
  const { bucket, region } = readDeployment(options, command);
  if (bucket === null) {
    const text = "error: the archive's bucket is not known: give --outputs or --bucket";
    return command.error(text, { exitCode: EXIT.usage });
  }
  return { s3: new S3Client(region === undefined ? {} : { region }), bucket };
}
