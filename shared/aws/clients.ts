// The SDK's clients, made once per process. Endpoint, region and credentials come from the SDK's own environment.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Throttling and broken connections are retried by the SDK; what it gives up on, the sweeper repeats. */
const maxAttempts = 4;

/**
 * A request that hangs must not outlive the claim it is made under: with its retries it ends within 15 s, and a claim on a
 * delivery leaves 20 s beyond the longest attempt.
 */
const requestHandler = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts, requestHandler }), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const sqsClient = (): SQSClient => new SQSClient({ maxAttempts, requestHandler });

export const s3Client = (): S3Client => new S3Client({ maxAttempts });
