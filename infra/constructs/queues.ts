// The two work queues, each with the sentence that says what breaks for whom.

import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import type { ContractFunction } from './contract-function.ts';
import { WorkQueue } from './work-queue.ts';

export class Queues {
  readonly transcode: WorkQueue;
  readonly deliver: WorkQueue;

  constructor(
    scope: Construct,
    consumers: { readonly Transcode: ContractFunction; readonly Deliver: ContractFunction },
    alarmsTo: AlarmTopic,
  ) {
    this.transcode = new WorkQueue(scope, 'TranscodeQueue', {
      envKey: 'TRANSCODE_QUEUE_URL',
      consumer: consumers.Transcode,
      alarmsTo,
      impact:
        'Recordings were accepted whose processing fails again and again: their callers get no transcript.',
      waitImpact: 'Recordings were accepted and nothing works on them: their callers wait for a transcript.',
    });
    this.deliver = new WorkQueue(scope, 'DeliverQueue', {
      envKey: 'DELIVER_QUEUE_URL',
      consumer: consumers.Deliver,
      alarmsTo,
      impact: 'Results are stored but cannot be posted to the customers that wait for them.',
      waitImpact: 'Results are stored and nothing posts them: customers wait for what they were promised.',
    });
  }

  get alarms(): readonly IAlarm[] {
    return [this.transcode, this.deliver].flatMap((queue) => queue.alarms);
  }
}
