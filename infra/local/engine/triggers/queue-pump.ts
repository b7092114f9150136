// Between queue and function: what an event source mapping does on AWS, over the queue's own API.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Chaos } from '../chaos.ts';
import type { FunctionPool } from '../functions/function-pool.ts';
import type { Outcome } from '../functions/worker.ts';
import { callAwsJson } from '../services/aws-json.ts';
import { localRegion } from '../template/identity.ts';
import { FairBacklog } from './fair-backlog.ts';

export const mappingTypes = ['AWS::Lambda::EventSourceMapping'] as const;

export const mappingProperties = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  /** A receive brings at most ten, so larger batches arrive as several. */
  BatchSize: z.number().default(10),
  Enabled: z.boolean().default(true),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  FilterCriteria: z.undefined('event filters are not known locally').optional(),
});

const messageSchema = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z
    .record(
      z.string(),
      z.object({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    )
    .default({}),
});

export type Message = z.infer<typeof messageSchema>;

const batchFailures = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

export interface QueuePumpOptions {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly mapping: z.infer<typeof mappingProperties>;
  readonly pool: FunctionPool;
  /** The queue's: how long a message that was received is nobody else's. */
  readonly visibilitySeconds: number;
  /** Whose turn it is goes by message groups. @default true; else first come, first served */
  readonly isFair?: boolean | undefined;
  /** Of the pool: what is handed over beyond them would wait there in the order it came, whosever it is. */
  readonly maxWorkers: number;
  /** Repeats and delays deliveries. */
  readonly chaos?: Chaos | undefined;
  readonly onProblem: (line: string) => void;
}

export interface QueuePump {
  /** `ok`, or what keeps it from receiving. */
  state(): string;
  /** Receives no more; what is being handled goes on. */
  stop(): void;
}

/** Lambda's own default where the template sets no maximum concurrency; AWS would go on to scale up. */
const defaultConcurrency = 5;
const longPollSeconds = 20;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const maxReceived = 10;
const retryMs = 500;

/** To see whose messages wait there must be some in view; what is held too long goes back by its visibility timeout. */
const maxHeld = 500;
const heldShare = 0.5;
/** A queue whose messages come back sooner has none to spare: there it is first come, first served. */
const leastVisibilitySeconds = 60;

export function startQueuePump(options: QueuePumpOptions): QueuePump {
  const stopping = new AbortController();
  const { visibilitySeconds } = options;
  const isFair = options.isFair !== false && visibilitySeconds >= leastVisibilitySeconds;
  const maxConcurrency = options.mapping.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency;
  const maxRunning = isFair ? Math.min(maxConcurrency, options.maxWorkers) : maxConcurrency;
  let state = 'ok';
  const running = new Set<Promise<void>>();
  const backlog = new FairBacklog<Message[]>({ holdMs: visibilitySeconds * 1000 * heldShare, now: Date.now });

  const handle = (batch: Message[], group: string) => {
    for (const { messages, delayMs } of options.chaos?.plan(batch) ?? [{ messages: batch, delayMs: 0 }]) {
      const handling = deliver(options, messages, delayMs)
        .catch((error: unknown) => options.onProblem(`delivery failed: ${String(error)}`))
        .finally(() => {
          running.delete(handling);
          if (messages === batch) backlog.done(group);
          handleNext();
        });
      running.add(handling);
    }
  };
  const handleNext = () => {
    while (running.size < maxRunning && !stopping.signal.aborted) {
      const next = backlog.take();
      if (next === undefined) return;
      handle(next.item, next.group);
    }
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      if (running.size >= maxRunning && (!isFair || backlog.size >= maxHeld)) {
        await Promise.race(running);
        continue;
      }
      // As many as can be seen at once: whoever comes last must not wait until all before it were fetched one by one.
      const count = isFair ? maxReceived : Math.min(options.mapping.BatchSize, maxReceived);
      const messages = await receive(options, count, stopping.signal);
      state = 'ok';
      for (const batch of batchesOf(messages, options.mapping.BatchSize))
        backlog.add(batch, groupOf(batch[0]));
      handleNext();
    }
  };
  const keepRunning = async () => {
    while (!stopping.signal.aborted) {
      try {
        await run();
      } catch (error) {
        if (stopping.signal.aborted) return;
        state = String(error);
        options.onProblem(`receiving failed: ${state}`);
        await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  keepRunning();
  return { state: () => state, stop: () => stopping.abort() };
}

const groupOf = (message: Message | undefined): string => message?.Attributes.MessageGroupId ?? '';

/** Each batch is of one group: it has one turn. */
function batchesOf(messages: readonly Message[], size: number): Message[][] {
  return [...Map.groupBy(messages, groupOf).values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / size) }, (_, at) => own.slice(at * size, (at + 1) * size)),
  );
}

async function receive(options: QueuePumpOptions, count: number, signal: AbortSignal): Promise<Message[]> {
  const answer = await callAwsJson({
    endpoint: options.endpoint,
    target: 'AmazonSQS.ReceiveMessage',
    signal,
    input: {
      QueueUrl: options.queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: longPollSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
  });
  return z.array(messageSchema).parse(answer.Messages ?? []);
}

async function deliver(options: QueuePumpOptions, batch: readonly Message[], delayMs: number): Promise<void> {
  if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
  const arn = options.mapping.EventSourceArn;
  const outcome = await options.pool.invoke({ Records: batch.map((message) => record(message, arn)) });
  const done = succeeded(batch, outcome, options.mapping.FunctionResponseTypes.length > 0);
  // What failed is left alone: it comes back when its visibility time-out ends, as on AWS.
  if (done.length === 0) return;
  await callAwsJson({
    endpoint: options.endpoint,
    target: 'AmazonSQS.DeleteMessageBatch',
    input: {
      QueueUrl: options.queueUrl,
      Entries: done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    },
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: a malformed report fails the batch. */
function succeeded(
  batch: readonly Message[],
  outcome: Outcome,
  reportsFailures: boolean,
): readonly Message[] {
  if (!outcome.ok) return [];
  if (!reportsFailures) return batch;
  const result: unknown = JSON.parse(outcome.answer);
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return batch;
  const report = batchFailures.safeParse(result);
  if (!report.success) return [];
  const failed = new Set((report.data.batchItemFailures ?? []).map((one) => one.itemIdentifier));
  const done = batch.filter((one) => !failed.has(one.MessageId));
  return done.length === batch.length - failed.size ? done : [];
}

function record(message: Message, eventSourceARN: string): Record<string, unknown> {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: localRegion,
  };
}
