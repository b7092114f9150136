// The two work queues, each with the sentence that says what breaks for whom.
import type { Construct } from 'constructs';
import type { ContractFunction } from './contract-function.ts';
import { WorkQueue } from './work-queue.ts';

export class Queues {
  readonly transcode: WorkQueue;
  readonly deliver: WorkQueue;

  constructor(
    scope: Construct,
    consumers: { readonly Transcode: ContractFunction; readonly Deliver: ContractFunction },
  ) {
    this.transcode = new WorkQueue(scope, 'TranscodeQueue', {
      envKey: 'TRANSCODE_QUEUE_URL',
      consumer: consumers.Transcode,
      impact:
        'Recordings were accepted whose processing fails again and again: their callers get no transcript.',
    });
    this.deliver = new WorkQueue(scope, 'DeliverQueue', {
      envKey: 'DELIVER_QUEUE_URL',
      consumer: consumers.Deliver,
      impact: 'Results are stored but cannot be posted to the customers that wait for them.',
    });
  }
}
