import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketPolicy,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { fleetFolder, placeFolder } from '../../lambdas/domain/records/archive.ts';
import type { AuditorConfig } from '../config.ts';
import { spokeRoleArn } from '../spoke-role.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { archiveLifecycle } from './archive-lifecycle.ts';
import { refusedWrites } from './refused-writes.ts';

export interface ArchiveBucketProps {
  /** Days to keep samples; bins and assessments are kept longer. */
  readonly retentionDays: number;
  /** Of the bucket and its policy. CloudFormation deletes only an empty bucket: with DESTROY, empty it first. */
  readonly removalPolicy: RemovalPolicy;
  /** Of one fleet among several, which may share a bucket. */
  readonly fleetName?: string | undefined;
  /** A bucket that is there, instead of a new one. Its encryption, policy and lifecycle stay its owner's. */
  readonly existingBucketName?: string | undefined;
  /** Whether scorings run in shards, which hand over what they judged. */
  readonly hasShards?: boolean;
  /** The customer key that encrypts it. @default S3's own keys */
  readonly keyArn?: string | undefined;
}

/** Folders of the archive; a role is granted one at a time. */
export type ArchiveFolder =
  | 'samples'
  | 'trials'
  | 'places'
  | 'bins'
  | 'assessments'
  | 'acknowledgements'
  | 'accounts'
  | 'digests'
  | 'reports'
  | 'shards'
  | 'knowledge';

/** What a spoke writes: its samples, and what its probe came to in its trial. */
export const SPOKE_FOLDERS = ['samples', 'trials'] as const satisfies ArchiveFolder[];

/** In a policy: the account of whoever asks. */
const PRINCIPAL_ACCOUNT = `\${aws:PrincipalAccount}`;

/** Of an archive: its own account and region alone, or each that writes into it. */
export type Places = 'own-place' | 'every-place';

/** The archive: the truth that bins and scores are rebuilt from. */
export class ArchiveBucket extends Construct {
  readonly bucketName: string;
  /** Of the stack's own bucket. */
  readonly policy: BucketPolicy | undefined;
  readonly #bucket: Pick<IBucket, 'bucketArn' | 'arnForObjects'>;
  readonly #keyArn: string | undefined;
  readonly #fleetName: string | undefined;

  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id);
    this.#keyArn = props.keyArn;
    this.#fleetName = props.fleetName;
    const bucket = props.existingBucketName
      ? Bucket.fromBucketName(this, 'Bucket', props.existingBucketName)
      : this.#newBucket(props);
    this.#bucket = bucket;
    this.bucketName = bucket.bucketName;
    this.policy = bucket instanceof Bucket ? bucket.policy : undefined;
  }

  #newBucket({ retentionDays, removalPolicy, keyArn, hasShards = false }: ArchiveBucketProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      ...(keyArn
        ? {
            encryption: BucketEncryption.KMS,
            encryptionKey: Key.fromKeyArn(this, 'Key', keyArn),
            bucketKeyEnabled: true,
          }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // Nothing is written twice but what is newest: a version that is not current is somebody's mistake, or worse.
      versioned: true,
      removalPolicy,
      lifecycleRules: archiveLifecycle({ retentionDays, hasShards }),
    });
    // Without it, a bucket that is retained would take plain HTTP.
    bucket.policy?.applyRemovalPolicy(removalPolicy);
    acknowledge(
      bucket,
      'S1',
      "An access log would be a second bucket with more objects than the archive; CloudTrail's data events tell who read what, where an account wants them.",
    );
    return bucket;
  }

  /** Lets a role read the place's part of one folder, or that of every place, and list the whole archive. */
  grantRead(role: IRole, folder: ArchiveFolder, places: Places = 'own-place'): void {
    this.#grant(role, folder, ['s3:GetObject'], { places });
  }

  /** Lets a role read and write there, not delete, and list the whole archive. */
  grantReadWrite(role: IRole, folder: ArchiveFolder, places: Places = 'own-place'): void {
    this.#grant(role, folder, ['s3:GetObject', 's3:PutObject'], { places });
  }

  /**
   * Lets the spokes of an organization write objects that are not there yet, each those of its own account and region,
   * and read these. Its role's name says the region, and IAM the account: neither is a matter of what the spoke says.
   * @throws Error for a bucket that is not the stack's
   */
  letSpokesWrite(config: AuditorConfig): void {
    const { organization } = config;
    if (organization === undefined) return;
    const bucket = this.#bucket;
    if (!(bucket instanceof Bucket)) throw new Error('an existing bucket has a policy of its owner');
    const roleIn = (region: string) =>
      spokeRoleArn(config, { partition: Aws.PARTITION, accountId: PRINCIPAL_ACCOUNT, region });
    const objectsIn = (place: string, folders: readonly ArchiveFolder[] = SPOKE_FOLDERS) =>
      folders.map((folder) => bucket.arnForObjects(`${folder}/${place}*`));
    for (const region of organization.regions) {
      const place = placeFolder({ accountId: PRINCIPAL_ACCOUNT, region, fleetName: config.name });
      bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new AnyPrincipal()],
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: objectsIn(place),
          conditions: {
            StringEquals: { 'aws:PrincipalOrgID': organization.id },
            ArnEquals: { 'aws:PrincipalArn': roleIn(region) },
          },
        }),
      );
    }
    for (const { folders, conditions } of refusedWrites(roleIn('*'))) {
      bucket.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['s3:PutObject'],
          resources: objectsIn('', folders),
          conditions,
        }),
      );
    }
  }

  #folderOf(places: Places): string {
    const fleetName = this.#fleetName;
    if (places === 'every-place') return fleetFolder(fleetName);
    return placeFolder({ accountId: Aws.ACCOUNT_ID, region: Aws.REGION, fleetName });
  }

  /** Lets Step Functions read what is to be judged, and write what that came to, in parts where it is large. */
  grantHandOver(role: IRole): void {
    const parts = ['s3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
    this.#grant(role, 'shards', ['s3:GetObject', 's3:PutObject', ...parts], { lists: false });
  }

  #grant(
    role: IRole,
    folder: ArchiveFolder,
    actions: string[],
    { places = 'own-place', lists = true }: { places?: Places; lists?: boolean } = {},
  ): void {
    // What is known of HAProxy is the same for every place.
    const place = folder === 'knowledge' ? '' : this.#folderOf(places);
    const objects = this.#bucket.arnForObjects(`${folder}/${place}*`);
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [objects] }));
    acknowledgeWildcard(role, objects, `Each run, and each content, is an object of its own in ${folder}/.`);
    // Without it S3 answers 403 instead of 404 for a key that doesn't exist. A condition on s3:prefix would undo that:
    // GetObject carries no prefix.
    if (lists)
      role.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] }),
      );
    if (this.#keyArn === undefined) return;
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.includes('s3:PutObject') ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
        resources: [this.#keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
      }),
    );
  }
}
