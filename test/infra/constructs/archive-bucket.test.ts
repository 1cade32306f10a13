import { RemovalPolicy } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ArchiveBucket } from '../../../infra/constructs/archive-bucket.ts';
import { MAXIMUM_ACKNOWLEDGED_DAYS } from '../../../lambdas/domain/records/archived-acknowledgement.ts';
import { onlyProperties, statementsByRole, templateWith } from '../template.ts';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0123abcd';

const PLACE = `account=\${AWS::AccountId}/region=\${AWS::Region}`;

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
  it.each([
    { retentionDays: 35, samples: 35, bins: 63, assessments: 400 },
    { retentionDays: 90, samples: 90, bins: 118, assessments: 400 },
    { retentionDays: 372, samples: 372, bins: 400, assessments: 400 },
    { retentionDays: 3650, samples: 3650, bins: 3678, assessments: 3678 },
  ])(
    'for $retentionDays days of samples keeps bins for $bins days and assessments, digests and reports for $assessments',
    (kept) => {
      const { retentionDays } = kept;
      const { LifecycleConfiguration } = onlyProperties(bucketWith({ retentionDays }), 'AWS::S3::Bucket');
      expect(LifecycleConfiguration).toEqual({
        Rules: [
          { Id: 'ExpireSamples', Status: 'Enabled', Prefix: 'samples/', ExpirationInDays: kept.samples },
          { Id: 'ExpireBins', Status: 'Enabled', Prefix: 'bins/', ExpirationInDays: kept.bins },
          {
            Id: 'ExpireAssessments',
            Status: 'Enabled',
            Prefix: 'assessments/',
            ExpirationInDays: kept.assessments,
          },
          {
            Id: 'ExpireAcknowledgements',
            Status: 'Enabled',
            Prefix: 'acknowledgements/',
            ExpirationInDays: kept.assessments,
          },
          { Id: 'ExpireDigests', Status: 'Enabled', Prefix: 'digests/', ExpirationInDays: kept.assessments },
          { Id: 'ExpireReports', Status: 'Enabled', Prefix: 'reports/', ExpirationInDays: kept.assessments },
          {
            Id: 'ExpireVersions',
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 7 },
            ExpiredObjectDeleteMarker: true,
          },
          {
            Id: 'AbortUploads',
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      });
    },
  );

  it('keeps what was overwritten or deleted for a week', () => {
    expect(onlyProperties(bucketWith(), 'AWS::S3::Bucket').VersioningConfiguration).toEqual({
      Status: 'Enabled',
    });
  });

  it('keeps an acknowledgement for longer than it can hold', () => {
    const { LifecycleConfiguration } = onlyProperties(bucketWith(), 'AWS::S3::Bucket');
    const { Rules } = LifecycleConfiguration as { Rules: { Prefix?: string; ExpirationInDays?: number }[] };
    const rule = Rules.find(({ Prefix }) => Prefix === 'acknowledgements/');
    expect(rule?.ExpirationInDays).toBeGreaterThan(MAXIMUM_ACKNOWLEDGED_DAYS);
  });

  it('keeps knowledge for good: no rule expires it', () => {
    const { LifecycleConfiguration } = onlyProperties(bucketWith(), 'AWS::S3::Bucket');
    const { Rules } = LifecycleConfiguration as { Rules: { Prefix?: string; ExpirationInDays?: number }[] };
    const expiring = Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined);
    expect(expiring.filter(({ Prefix = '' }) => 'knowledge/'.startsWith(Prefix))).toEqual([]);
    expect(expiring.length).toBeGreaterThan(3);
  });

  it.each([
    { what: 'a new bucket', props: {}, bucket: `\${ArchiveBucket.Arn}`, key: null },
    {
      what: 'a new bucket with a key',
      props: { keyArn: KEY_ARN },
      bucket: `\${ArchiveBucket.Arn}`,
      key: KEY_ARN,
    },
    {
      what: 'an existing bucket',
      props: { existingBucketName: 'logs' },
      bucket: `arn:\${AWS::Partition}:s3:::logs`,
      key: null,
    },
    {
      what: 'an existing bucket with a key',
      props: { existingBucketName: 'logs', keyArn: KEY_ARN },
      bucket: `arn:\${AWS::Partition}:s3:::logs`,
      key: KEY_ARN,
    },
  ])(
    'grants a role its place in each folder of $what by itself, and to list once',
    ({ props, bucket, key }) => {
      const template = templateWith((stack) => {
        const archive = new ArchiveBucket(stack, 'Archive', {
          retentionDays: 35,
          removalPolicy: RemovalPolicy.RETAIN,
          ...props,
        });
        const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        archive.grantRead(role, 'samples');
        archive.grantReadWrite(role, 'bins');
      });
      const withKey = (Action: string | string[]) =>
        key === null
          ? []
          : [
              {
                Effect: 'Allow',
                Action,
                Resource: key,
                Condition: { StringEquals: { 'kms:ViaService': `s3.\${AWS::Region}.\${AWS::URLSuffix}` } },
              },
            ];
      expect(statementsByRole(template).Role).toEqual([
        { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucket}/samples/${PLACE}/*` },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
        ...withKey('kms:Decrypt'),
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `${bucket}/bins/${PLACE}/*` },
        ...withKey(['kms:Decrypt', 'kms:GenerateDataKey']),
      ]);
    },
  );

  it('leaves an existing bucket as it is', () => {
    const template = bucketWith({ existingBucketName: 'logs' });
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::S3::BucketPolicy', 0);
  });

  it('is encrypted with a customer key where there is one, with one call to KMS for many objects', () => {
    expect(onlyProperties(bucketWith({ keyArn: KEY_ARN }), 'AWS::S3::Bucket').BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY_ARN, SSEAlgorithm: 'aws:kms' },
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
