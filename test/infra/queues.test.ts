// The queues work waits in: each with its dead letters, its alarm and time enough.
import { describe, expect, test } from 'vitest';
import { statementsOf } from '../support/policy-statements.ts';
import { exampleStage, type Resource, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());
const functions = resourcesOf(template, 'AWS::Lambda::Function');

describe('queues', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const workQueues = queues.filter(({ properties }) => properties.RedrivePolicy !== undefined);
  const deadLetterId = ({ properties }: Resource): string => {
    const { deadLetterTargetArn } = properties.RedrivePolicy as {
      deadLetterTargetArn: { 'Fn::GetAtt': [string, string] };
    };
    return deadLetterTargetArn['Fn::GetAtt'][0];
  };

  test('every queue is a work queue or the dead-letter queue of one', () => {
    const deadLetters = workQueues.map(deadLetterId);
    expect(workQueues).toHaveLength(2);
    expect(queues.map(({ id }) => id).sort()).toEqual(
      [...workQueues.map(({ id }) => id), ...deadLetters].sort(),
    );
  });

  test('every dead-letter queue has an alarm that says what breaks for whom, and where to read on', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    for (const queue of workQueues) {
      const alarm = alarms.find(({ properties }) =>
        JSON.stringify(properties.Dimensions).includes(deadLetterId(queue)),
      );
      expect(alarm?.properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      const [impact = '', runbook = ''] = String(alarm?.properties.AlarmDescription).split(' Runbook: ');
      expect(impact).toMatch(/^[A-Z].{30,}\.$/);
      expect(impact).toMatch(/caller|customer/);
      expect(runbook).toMatch(/^docs\/runbook\.md#/);
    }
  });

  test('a message stays hidden six times as long as its function may run', () => {
    const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(workQueues.length);
    for (const { properties } of mappings) {
      const target = functions.find(({ id }) => JSON.stringify(properties.FunctionName).includes(id));
      const queue = workQueues.find(({ id }) => JSON.stringify(properties.EventSourceArn).includes(id));
      const timeout = Number(target?.properties.Timeout);
      expect(Number(queue?.properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('messages are encrypted and travel by TLS alone', () => {
    const policies = resourcesOf(template, 'AWS::SQS::QueuePolicy');
    for (const { id, properties } of queues) {
      expect(properties).toMatchObject({ SqsManagedSseEnabled: true });
      const statements = policies
        .filter((policy) => JSON.stringify(policy.properties.Queues).includes(id))
        .flatMap(statementsOf);
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});
