import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { WINDOW_DAYS } from '../../lambdas/domain/records/time.ts';
import { NONCURRENT_DAYS } from '../config/account.ts';

/** A year, so that a week can be compared with the same week a year before, and five weeks to do it in. */
const MINIMUM_YEAR_DAYS = 400;

/**
 * How long the archive keeps what.
 * @param retentionDays of samples
 * @param hasShards whether scorings run in shards
 */
export function archiveLifecycle({
  retentionDays,
  hasShards,
}: {
  retentionDays: number;
  hasShards: boolean;
}): LifecycleRule[] {
  // An assessment can be made again for as long as its newest samples are there; it needs the window before them.
  // And bins must outlive their samples: without its object, a bin counts as due and is derived again.
  const binDays = retentionDays + WINDOW_DAYS;
  const yearDays = Math.max(MINIMUM_YEAR_DAYS, binDays);
  // None for knowledge/: an assessment can be made again with the document that it names; nor for trials/, one small
  // object for each document that was ever deployed; nor for accounts/, one object that is written anew.
  return [
    { id: 'ExpireSamples', prefix: 'samples/', expiration: Duration.days(retentionDays) },
    { id: 'ExpireBins', prefix: 'bins/', expiration: Duration.days(binDays) },
    { id: 'ExpireAssessments', prefix: 'assessments/', expiration: Duration.days(yearDays) },
    // Later than the last day of any: a withdrawal, written after what it withdraws, expires after it.
    {
      id: 'ExpireAcknowledgements',
      prefix: 'acknowledgements/',
      expiration: Duration.days(yearDays),
    },
    { id: 'ExpireDigests', prefix: 'digests/', expiration: Duration.days(yearDays) },
    // Handed over within one scoring.
    ...(hasShards ? [{ id: 'ExpireShards', prefix: 'shards/', expiration: Duration.days(1) }] : []),
    { id: 'ExpireReports', prefix: 'reports/', expiration: Duration.days(yearDays) },
    {
      id: 'ExpireVersions',
      noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
      expiredObjectDeleteMarker: true,
    },
    { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
  ];
}
