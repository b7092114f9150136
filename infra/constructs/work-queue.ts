// A queue of hints with its dead-letter queue, its alarm, and the sentence that says what breaks for whom.
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContractFunction } from './contract-function.ts';

export interface WorkQueueProps {
  /** The environment key under which functions know it. */
  readonly envKey: string;
  readonly consumer: ContractFunction;
  /** What it means for people when messages end in the dead-letter queue. */
  readonly impact: string;
}

/** AWS advises six times the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const visibilityFactor = 6;
const maxReceives = 5;

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #envKey: string;

  constructor(scope: Construct, id: string, { consumer, impact, envKey }: WorkQueueProps) {
    super(scope, id);
    const { trigger, timeoutSeconds, name } = consumer.contract;
    if (trigger.kind !== 'queue') throw new Error(`${name} has no queue trigger`);
    this.#envKey = envKey;
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...safe, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...safe,
      visibilityTimeout: Duration.seconds(timeoutSeconds * visibilityFactor),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
    consumer.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: trigger.batchSize,
        maxConcurrency: trigger.maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
    new Alarm(this, 'Alarm', {
      alarmDescription: `${impact} Runbook: docs/runbook.md#dead-letters`,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  grantHint(to: ContractFunction): void {
    to.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    to.give(this.#envKey, this.queue.queueUrl);
  }
}
