import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ArchiveBucketProps {
  readonly retentionDays: number;
  /** CloudFormation deletes only an empty bucket: with DESTROY, empty it first. */
  readonly removalPolicy: RemovalPolicy;
}

/** Folders of the archive; a role is granted one at a time. */
export type ArchiveFolder = 'samples';

/** The archive: the truth that bins and scores are rebuilt from. */
export class ArchiveBucket extends Construct {
  readonly bucketName: string;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, props: ArchiveBucketProps) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
      lifecycleRules: [
        { id: 'ExpireSamples', prefix: 'samples/', expiration: Duration.days(props.retentionDays) },
        { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.bucketName = this.#bucket.bucketName;
  }

  /** Lets a role read and write one folder; not delete. */
  grantReadWrite(role: IRole, folder: ArchiveFolder): void {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [this.#bucket.arnForObjects(`${folder}/*`)],
      }),
    );
    // Without it S3 answers 403 instead of 404 for a key that doesn't exist. A condition on s3:prefix would undo that:
    // GetObject carries no prefix.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] }),
    );
  }
}
