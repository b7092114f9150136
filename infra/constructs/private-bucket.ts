// A bucket that nobody but its functions reads: encrypted, TLS only, retained.
import { type CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ContractFunction } from './contract-function.ts';

export interface PrivateBucketProps {
  /** The environment key under which functions know it. */
  readonly envKey: string;
  /** Folders, with their slash, whose objects are needed for a while only; the rest stays until it is deleted. */
  readonly keptDays?: Readonly<Record<string, number>>;
}

/** Were versions ever switched on, what was deleted would still be gone after these. */
const formerVersionDays = 30;

export class PrivateBucket extends Construct {
  readonly bucket: Bucket;
  readonly #envKey: string;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.#envKey = props.envKey;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(formerVersionDays),
        },
        ...Object.entries(props.keptDays ?? {}).map(([prefix, days]) => ({
          prefix,
          expiration: Duration.days(days),
        })),
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only our functions read it, and they log what they do; CloudTrail data events serve who needs more',
    });
  }

  /** Its name and no right at all. */
  tellName(to: ContractFunction): void {
    to.give(this.#envKey, this.bucket.bucketName);
  }

  /** @param prefixes folders with their slash */
  grantRead(to: ContractFunction, prefixes: readonly string[]): void {
    this.#grant(to, ['s3:GetObject'], prefixes);
    // Without it S3 answers 403 for an object that is not there, where our answer is 404:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    to.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  grantWrite(to: ContractFunction, prefixes: readonly string[]): void {
    this.#grant(to, ['s3:PutObject', 's3:AbortMultipartUpload'], prefixes);
  }

  grantDelete(to: ContractFunction, prefixes: readonly string[]): void {
    this.#grant(to, ['s3:DeleteObject'], prefixes);
  }

  #grant(to: ContractFunction, actions: readonly string[], prefixes: readonly string[]): void {
    to.allow(
      actions,
      prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)),
    );
    this.tellName(to);
    const logicalId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnElement);
    for (const prefix of prefixes) {
      Validations.of(to).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${prefix}*]`,
        reason: 'Objects below one folder, whose names are made at run time',
      });
    }
  }
}
