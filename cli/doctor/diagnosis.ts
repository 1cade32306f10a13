import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { NoSuchBucket, type S3Client } from '@aws-sdk/client-s3';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { AuditorConfig } from '../../infra/config.ts';
import { counted } from '../../lambdas/domain/format.ts';
import type { Deployment } from '../deployment.ts';
import { listed } from '../text/terminal.ts';

/** What one examination found; `unknown` where it could not look. */
export interface Diagnosis {
  readonly check: string;
  readonly state: 'ok' | 'problem' | 'unknown';
  readonly says: string;
  /** What to do about it. */
  readonly fix?: string;
}

export interface Patient {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly ses: SESv2Client;
  readonly sns: SNSClient;
  readonly eventbridge: EventBridgeClient;
  readonly cloudwatch: CloudWatchClient;
  readonly config: AuditorConfig;
  readonly accountId: string;
  readonly region: string;
  /** Of one fleet among several. */
  readonly fleetName?: string | undefined;
  /** `null` where it is not known. */
  readonly bucket: string | null;
  readonly documentName: string;
  readonly previousDocumentName: string | undefined;
  readonly topics: Deployment['topics'];
  readonly now: Date;
}

export type Examination = (patient: Patient) => Promise<Diagnosis[]>;

const DENIALS =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationErrorException|NotAuthorized|Forbidden)$/;

/**
 * Looks with a call that the caller may not be allowed to make: a denial is a diagnosis of its own.
 *
 * @param action as IAM names it, for the fix
 */
export async function looking(
  check: string,
  action: string,
  look: () => Promise<Diagnosis[]>,
): Promise<Diagnosis[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Error) || !DENIALS.test(error.name)) throw error;
    const fix = `allow ${action} to whoever runs this, or run it with other credentials`;
    return [{ check, state: 'unknown', says: `not allowed to look: ${action}`, fix }];
  }
}

/** Looks into the archive's bucket. Of one that is not known or not there `examineArchive` tells. */
export const lookingInBucket = (
  check: string,
  action: string,
  { bucket, ...patient }: Patient,
  look: (patient: Patient & { bucket: string }) => Promise<Diagnosis[]>,
): Promise<Diagnosis[]> =>
  looking(check, action, async () => {
    if (bucket === null) return [];
    try {
      return await look({ ...patient, bucket });
    } catch (error) {
      if (error instanceof NoSuchBucket) return [];
      throw error;
    }
  });

/** The first five of a list, and how many more there are. */
export const some = (names: readonly string[]): string => listed(names, 5);

export const hosts = (count: number): string => counted(count, 'host');
