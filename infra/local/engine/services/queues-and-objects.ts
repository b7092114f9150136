// The queues' and buckets' home on one machine: fauxqs; objects as files below the data directory, messages in memory.
import { AsyncLocalStorage } from 'node:async_hooks';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type BuildAppOptions, buildApp } from 'fauxqs';
import { z } from 'zod';
import { localRegion } from '../template/identity.ts';
import type { StackResource } from '../template/stack.ts';
import { callAwsJson } from './aws-json.ts';
import { removeHalfWrittenObjects } from './half-written-objects.ts';
import type { Service } from './service.ts';

type Stores = NonNullable<BuildAppOptions['stores']>;

export const bucketTypes = ['AWS::S3::Bucket'] as const;
export const bucketProperties = z.object({});

export const queueTypes = ['AWS::SQS::Queue'] as const;
/** SQS allows 1 MiB a message since August 2025; fauxqs enforces it, and less where the template says less. */
export const queueProperties = z.object({
  VisibilityTimeout: z.number().optional(),
  DelaySeconds: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  FifoQueue: z.literal(false, 'FIFO queues are not known locally').optional(),
});

export interface QueuesAndObjects extends Service {
  pingObjects(signal: AbortSignal): Promise<void>;
  createBucket(name: string): void;
  createQueue(queue: StackResource<z.infer<typeof queueProperties>>): void;
}

export async function startQueuesAndObjects(directory: string): Promise<QueuesAndObjects> {
  const stores = await openStores(directory);
  const app = buildApp({ logger: false, defaultRegion: localRegion, stores });
  // fauxqs forgets the message group of what goes to a standard queue: it is carried past its handlers here.
  const messageGroup = new AsyncLocalStorage<string | undefined>();
  app.addHook('preHandler', ({ body }, _reply, done) => messageGroup.run(messageGroupOf(body), done));
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    endpoint,
    async ping(signal) {
      await callAwsJson({ endpoint, target: 'AmazonSQS.ListQueues', input: {}, signal });
    },
    async pingObjects(signal) {
      const answer = await fetch(endpoint, { signal });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`S3 answers ${answer.status}`);
    },
    createBucket: (name) => stores.s3Store.createBucket(name),
    createQueue({ identity, properties }) {
      const { RedrivePolicy, FifoQueue: _standard, ...numbers } = properties;
      const attributes: Record<string, string> = {};
      for (const [key, value] of Object.entries(numbers)) attributes[key] = String(value);
      if (RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy);
      const { name, physicalId, attributes: own } = identity;
      const queue = stores.sqsStore.createQueue(name, physicalId, own.Arn ?? '', attributes);
      const enqueue = queue.enqueue.bind(queue);
      queue.enqueue = (message) => {
        const messageGroupId = message.messageGroupId ?? messageGroup.getStore();
        enqueue({ ...message, ...(messageGroupId !== undefined && { messageGroupId }) });
      };
    },
    close: () => app.close(),
  };
}

const messageGroupOf = (body: unknown): string | undefined => {
  const isFields = typeof body === 'object' && body !== null && 'MessageGroupId' in body;
  return isFields && typeof body.MessageGroupId === 'string' ? body.MessageGroupId : undefined;
};

/**
 * fauxqs exports one function that listens on every interface and one that cannot persist. So its stores are built
 * here, from its own files, and only the loopback interface is opened. The version is pinned.
 */
async function openStores(directory: string): Promise<Stores> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('The package fauxqs is not installed: run npm ci');
  const load = (file: string): Promise<Record<string, new (argument?: string) => unknown>> =>
    import(new URL(`dist/${file}`, pathToFileURL(manifest)).href);
  const [sqs, sns, s3, files] = await Promise.all([
    load('sqs/sqsStore.js'),
    load('sns/snsStore.js'),
    load('s3/s3Store.js'),
    load('s3/fileS3Persistence.js'),
  ]);
  const { SqsStore } = sqs;
  const { SnsStore } = sns;
  const { S3Store } = s3;
  const { FileS3Persistence } = files;
  if (!SqsStore || !SnsStore || !S3Store || !FileS3Persistence) {
    throw new Error('fauxqs no longer has the stores that this engine was written for: pin 2.4.1');
  }
  removeHalfWrittenObjects(directory);
  const s3Store = new S3Store() as Stores['s3Store'];
  const persistence = new FileS3Persistence(directory) as NonNullable<Stores['s3Store']['persistence']>;
  // Loading comes before wiring, else every object read from disk would be written back to it.
  persistence.loadS3(s3Store);
  s3Store.persistence = persistence;
  return {
    s3Store,
    sqsStore: new SqsStore() as Stores['sqsStore'],
    snsStore: new SnsStore() as Stores['snsStore'],
  };
}
