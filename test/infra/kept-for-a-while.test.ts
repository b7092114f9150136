// What is temporary ends by itself, and what was deleted is kept by nothing.
import { expect, test } from 'vitest';
import { exampleStage, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

interface Rule {
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
}

const template = synthesiseStage(exampleStage());
const rulesOf = (construct: string): readonly Rule[] => {
  const bucket = resourcesOf(template, 'AWS::S3::Bucket').find(({ id }) => id.startsWith(construct));
  if (!bucket) throw new Error(`the template has no bucket ${construct}`);
  const { Rules } = bucket.properties.LifecycleConfiguration as { Rules: readonly Rule[] };
  return Rules;
};
const expiring = (construct: string) =>
  rulesOf(construct).flatMap(({ Prefix, ExpirationInDays }) =>
    ExpirationInDays === undefined ? [] : [[Prefix, ExpirationInDays]],
  );

test('bodies of webhooks go after 30 days; audio, results and answers go by their source’s retention alone', () => {
  expect(expiring('Results')).toEqual([
    ['webhook_bodies/', 30],
    ['rejected_webhooks/', 30],
  ]);
  expect(expiring('Audio')).toEqual([]);
});

test('were versions ever switched on, former ones would go after 30 days', () => {
  for (const construct of ['Audio', 'Results']) {
    expect(rulesOf(construct)).toContainEqual(
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
    );
  }
});

test('the recordings table forgets what says when: Idempotency-Keys, counters, settled webhooks', () => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable');
  const recordings = tables.find(({ id }) => id.startsWith('Recordings'));
  expect(recordings?.properties.TimeToLiveSpecification).toEqual({
    AttributeName: 'expiresAtSeconds',
    Enabled: true,
  });
});

test('both dead-letter queues are named by an output, for the command that redrives them', () => {
  const outputs: Record<string, { Value: unknown }> = template.toJSON().Outputs;
  for (const queue of ['Transcode', 'Deliver']) {
    expect(JSON.stringify(outputs[`${queue}DeadLettersArn`]?.Value)).toContain(`${queue}QueueDeadLetters`);
  }
});
