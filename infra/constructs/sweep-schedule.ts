// The clock that nothing else in the stack has: every minute, whatever is due gets a new hint.
import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ContractFunction } from './contract-function.ts';

export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, target: ContractFunction) {
    super(scope, id);
    const { trigger, name } = target.contract;
    if (trigger.kind !== 'schedule') throw new Error(`${name} has no schedule trigger`);
    const rule = new Rule(this, 'Rule', {
      schedule: Schedule.rate(Duration.minutes(trigger.everyMinutes)),
      // A missed minute is made up by the next: no retries that pile up.
      targets: [new LambdaFunction(target.lambda, { retryAttempts: 0 })],
    });
    Validations.of(rule).acknowledge({
      id: 'Serverless-EventBusDLQ',
      reason: 'A minute that was missed is worth nothing later; an alarm tells when the sweeper stands still',
    });
  }
}
