// A queue of hints with its dead-letter queue, its alarm, and the sentence that says what breaks for whom.
import { Duration, Validations } from 'aws-cdk-lib';
import { type IAlarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmTopic } from './alarm-topic.ts';
import type { ContractFunction } from './contract-function.ts';
import { OperatorAlarm } from './operator-alarm.ts';

export interface WorkQueueProps {
  /** The environment key under which functions know it. */
  readonly envKey: string;
  readonly consumer: ContractFunction;
  /** What it means for people when messages end in the dead-letter queue. */
  readonly impact: string;
  /** What it means for people when messages wait and nobody comes for them. */
  readonly waitImpact: string;
  readonly alarmsTo: AlarmTopic;
}

/** AWS advises six times the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const visibilityFactor = 6;
const maxReceives = 5;
/** SQS delays a message no longer. */
const maxDelaySeconds = 900;

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly alarms: readonly IAlarm[];
  readonly #envKey: string;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { consumer, envKey } = props;
    const { trigger, timeoutSeconds, name } = consumer.contract;
    if (trigger.kind !== 'queue') throw new Error(`${name} has no queue trigger`);
    this.#envKey = envKey;
    const visibilitySeconds = timeoutSeconds * visibilityFactor;
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...safe, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...safe,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
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
    Validations.of(consumer.lambda).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A mapping of a queue takes no destination: what fails for good goes to the dead-letter queue',
    });
    this.#acknowledge();
    this.alarms = [this.#deadLettersAlarm(props), this.#waitAlarm(props, visibilitySeconds)];
  }

  #deadLettersAlarm({ impact, alarmsTo }: WorkQueueProps): IAlarm {
    return new OperatorAlarm(this, 'Alarm', {
      to: alarmsTo,
      impact,
      runbook: 'dead-letters',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      above: 0,
    });
  }

  #waitAlarm({ waitImpact, alarmsTo }: WorkQueueProps, visibilitySeconds: number): IAlarm {
    return new OperatorAlarm(this, 'Wait', {
      to: alarmsTo,
      impact: waitImpact,
      runbook: 'hints-wait-too-long',
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM,
      }),
      // A hint may be sent 15 minutes ahead, and one whose function was killed comes back when its visibility timeout ends.
      above: visibilitySeconds + 2 * maxDelaySeconds,
    });
  }

  #acknowledge(): void {
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'It is the dead-letter queue itself',
    });
  }

  grantHint(to: ContractFunction): void {
    to.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    to.give(this.#envKey, this.queue.queueUrl);
  }
}
