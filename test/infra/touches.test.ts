// A function can touch what its contract names in its environment, and nothing else; what it names, it can touch.
import { describe, expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { statementsOf } from '../support/policy-statements.ts';
import {
  exampleStage,
  functionOf,
  resourcesOf,
  synthesiseStage,
  variablesOf,
} from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());
const contracts: readonly FunctionContract[] = catalog;
const policies = resourcesOf(template, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
const kept = new Set(
  resourcesOf(
    template,
    'AWS::DynamoDB::GlobalTable',
    'AWS::S3::Bucket',
    'AWS::SQS::Queue',
    'AWS::SecretsManager::Secret',
  ).map(({ id }) => id),
);

/** Logical ids that a value refers to, however deep. */
const referredBy = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute } = value as {
    Ref?: string;
    'Fn::GetAtt'?: readonly [string, string];
  };
  if (Ref !== undefined) return Ref.startsWith('AWS::') ? [] : [Ref];
  return attribute ? [attribute[0]] : Object.values(value).flatMap(referredBy);
};

/** What the statements of the function's role are about. */
const touchedBy = (contract: FunctionContract): readonly string[] => {
  const [role] = referredBy(functionOf(template, contract).properties.Role);
  const statements = [
    ...policies.filter(({ properties }) => referredBy(properties.Roles).includes(role ?? '')),
    ...resourcesOf(template, 'AWS::IAM::Role').filter(({ id }) => id === role),
  ].flatMap(statementsOf);
  return [...new Set(statements.flatMap(({ Resource }) => referredBy(Resource)))].sort();
};

/** Known by name, with no right at all: the panel's page may play audio from there. */
const toldByName: Readonly<Record<string, RegExp>> = { ServePanel: /^AudioBucket/ };

describe.each(contracts)('$name', (contract) => {
  const lambda = functionOf(template, contract);
  const named = Object.values(variablesOf(lambda)).flatMap(referredBy);

  test('touches its own log and what its environment names', () => {
    const log = referredBy(lambda.properties.LoggingConfig);
    expect(log).toHaveLength(1);
    const told = toldByName[contract.name];
    const stores = [...new Set(named)].filter((id) => kept.has(id) && !told?.test(id));
    expect(touchedBy(contract)).toEqual([...stores, ...log].sort());
  });

  test('refers in its environment to keys that its contract names, by the key of each store', () => {
    for (const [key, value] of Object.entries(variablesOf(lambda))) {
      for (const id of referredBy(value).filter((one) => kept.has(one))) {
        expect([key, id]).toEqual([key, expect.stringMatching(storeOf[key] ?? /^$/)]);
      }
    }
  });
});

/** Which store a key of the environment means. */
const storeOf: Readonly<Record<string, RegExp>> = {
  RECORDINGS_TABLE: /^RecordingsTable/,
  ACCOUNTS_TABLE: /^AccountsTable/,
  AUDIO_BUCKET: /^AudioBucket/,
  RESULTS_BUCKET: /^ResultsBucket/,
  TRANSCODE_QUEUE_URL: /^TranscodeQueueQueue|^TranscodeQueue[0-9A-F]{8}$/,
  DELIVER_QUEUE_URL: /^DeliverQueueQueue|^DeliverQueue[0-9A-F]{8}$/,
  VENDOR_TOKEN_SECRET_ARN: /^VendorTokenSecret/,
  SEALING_KEY_SECRET_ARN: /^SealingKeySecret/,
  WEBHOOK_SECRET_ARN: /^WebhookSecretSecret|^WebhookSecret[0-9A-F]{8}$/,
};
