import { RemovalPolicy } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ArchiveBucket } from '../../../infra/constructs/archive-bucket.ts';
import { onlyProperties, templateWith } from '../template.ts';

const bucketWith = (props: Partial<ConstructorParameters<typeof ArchiveBucket>[2]> = {}): Template =>
  templateWith(
    (stack) =>
      new ArchiveBucket(stack, 'Archive', {
        retentionDays: 35,
        removalPolicy: RemovalPolicy.RETAIN,
        ...props,
      }),
  );

describe('ArchiveBucket', () => {
  it.each([35, 90])('lets samples expire after %i days and nothing else', (retentionDays) => {
    const { LifecycleConfiguration } = onlyProperties(bucketWith({ retentionDays }), 'AWS::S3::Bucket');
    expect(LifecycleConfiguration).toEqual({
      Rules: [
        { Id: 'ExpireSamples', Status: 'Enabled', Prefix: 'samples/', ExpirationInDays: retentionDays },
        {
          Id: 'AbortUploads',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    });
  });

  it('is encrypted, owned by the account and closed to the public', () => {
    expect(onlyProperties(bucketWith(), 'AWS::S3::Bucket')).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('has a policy that refuses plain HTTP and allows nobody anything', () => {
    const { PolicyDocument } = onlyProperties(bucketWith(), 'AWS::S3::BucketPolicy');
    expect(PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: [`\${ArchiveBucket.Arn}`, `\${ArchiveBucket.Arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  });

  it.each([
    { removalPolicy: RemovalPolicy.RETAIN, deletion: 'Retain' },
    { removalPolicy: RemovalPolicy.DESTROY, deletion: 'Delete' },
  ])('is subject to $deletion under the policy $removalPolicy', ({ removalPolicy, deletion }) => {
    bucketWith({ removalPolicy }).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: deletion,
      UpdateReplacePolicy: deletion,
    });
  });
});
