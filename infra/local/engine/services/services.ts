// The embedded services together: starts them, creates in them what the template describes, stops them.
import path from 'node:path';
import { type Endpoints, shortName } from '../template/identity.ts';
import type { Stack } from '../template/stack.ts';
import { ensureTable, runningDynamodb, startDynamodb, tableProperties, tableTypes } from './dynamodb.ts';
import {
  bucketProperties,
  bucketTypes,
  queueProperties,
  queueTypes,
  startQueuesAndObjects,
} from './queues-and-objects.ts';
import { secretProperties, secretTypes, startSecrets } from './secrets.ts';

export interface Services {
  readonly endpoints: Endpoints;
  /** Creates what is not there yet; what an earlier start left behind stays as it is. */
  create(stack: Stack): Promise<void>;
  /** @param logicalId with or without CDK's hash. @throws Error when it is no secret. */
  putSecret(stack: Stack, logicalId: string, value: string): void;
  /** By part: the question whether it answers. */
  readonly pings: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>>;
  close(): Promise<void>;
}

/** @param dynamodbEndpoint of one that runs already. @default the embedded one */
export async function startServices(dataDirectory: string, dynamodbEndpoint?: string): Promise<Services> {
  const secrets = await startSecrets(path.join(dataDirectory, 'secrets.json'));
  const dynamodb =
    dynamodbEndpoint === undefined
      ? await startDynamodb(path.join(dataDirectory, 'dynamodb'))
      : runningDynamodb(dynamodbEndpoint);
  const queuesAndObjects = await startQueuesAndObjects(path.join(dataDirectory, 's3'));
  return {
    endpoints: {
      dynamodb: dynamodb.endpoint,
      s3: queuesAndObjects.endpoint,
      sqs: queuesAndObjects.endpoint,
      secrets: secrets.endpoint,
    },
    pings: {
      dynamodb: dynamodb.ping,
      s3: queuesAndObjects.pingObjects,
      sqs: queuesAndObjects.ping,
      secrets: secrets.ping,
    },
    async create(stack) {
      for (const bucket of stack.resources(bucketTypes, bucketProperties)) {
        queuesAndObjects.createBucket(bucket.identity.name);
      }
      for (const queue of stack.resources(queueTypes, queueProperties)) queuesAndObjects.createQueue(queue);
      for (const secret of stack.resources(secretTypes, secretProperties)) secrets.ensure(secret);
      const tables = stack.resources(tableTypes, tableProperties);
      await Promise.all(tables.map((table) => ensureTable(dynamodb.endpoint, table)));
    },
    putSecret(stack, logicalId, value) {
      const wanted = stack
        .resources(secretTypes, secretProperties)
        .find((one) => one.logicalId === logicalId || shortName(one.logicalId) === logicalId);
      if (wanted === undefined) throw new Error(`"${logicalId}" is no secret of the template`);
      secrets.put(wanted.identity.physicalId, value);
    },
    async close() {
      await Promise.all([dynamodb.close(), queuesAndObjects.close(), secrets.close()]);
    },
  };
}
