// The one way in from a queue: each message is a hint, and only what failed goes back to be tried again.
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Metrics } from '../use-cases/ports.ts';
import { log } from './log.ts';

const eventSchema = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string() })),
});

export type QueueHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/**
 * @param handle is told the id in the hint. What it throws sends the message back: to its queue's visibility timeout,
 * and after its last receive to the dead-letter queue, which has an alarm.
 * @param metrics is told of each that failed: to Lambda the run was a good one
 */
export const queueDoor = (handle: (id: string) => Promise<void>, metrics: Metrics): QueueHandler => {
  const hintSchema = z.object({ id: z.string() });
  const attend = async (message: { messageId: string; body: string }): Promise<SQSBatchItemFailure[]> => {
    try {
      await handle(hintSchema.parse(JSON.parse(message.body)).id);
      return [];
    } catch (error) {
      log.error('hint failed', { messageId: message.messageId, error });
      metrics.record('InternalErrors', 1);
      return [{ itemIdentifier: message.messageId }];
    }
  };
  return async (event) => {
    const { Records } = eventSchema.parse(event);
    const failures = await Promise.all(Records.map(attend));
    return { batchItemFailures: failures.flat() };
  };
};
