// The two work queues. A message is a hint and nothing else: what it asks for is decided from the item.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Hints } from '../use-cases/ports.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const maxDelaySeconds = 900;

export interface HintQueueUrls {
  readonly transcode?: string;
  readonly deliver?: string;
}

interface Hint {
  readonly id: string;
  readonly source: string;
}

export class HintQueues implements Hints {
  readonly #client: SQSClient;
  readonly #urls: HintQueueUrls;

  constructor(client: SQSClient, urls: HintQueueUrls) {
    this.#client = client;
    this.#urls = urls;
  }

  recording(recording: Hint, delayMs = 0): Promise<void> {
    return this.#send(this.#urls.transcode, recording, delayMs);
  }

  delivery(delivery: Hint, delayMs = 0): Promise<void> {
    return this.#send(this.#urls.deliver, delivery, delayMs);
  }

  async #send(url: string | undefined, { id, source }: Hint, delayMs: number): Promise<void> {
    if (url === undefined) throw new Error('this function has no such queue');
    const delaySeconds = Math.ceil(delayMs / 1000);
    // What lies further ahead is the sweeper's.
    if (delaySeconds > maxDelaySeconds) return;
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify({ id }),
        // A standard queue with message groups is fair: one source's flood does not delay the others.
        MessageGroupId: source.replaceAll(/[^A-Za-z0-9._-]/g, '_') || 'none',
        ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }),
      }),
    );
  }
}
