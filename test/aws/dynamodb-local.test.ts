// The very same adapters and functions on another DynamoDB than the embedded one, which they find by environment alone.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type DynamodbLocal, dynamodbLocalDirectory, startDynamodbLocal } from '../support/dynamodb-local.ts';
import { freshAudioId, submit, untilRecording } from '../support/gateway-client.ts';
import { startTestStack } from '../support/local-stack.ts';

const root = join(import.meta.dirname, '../..');
const conformance = [
  ...['recordings-table', 'audio-id-lock', 'recording-lists', 'removals'],
  ...['accounts-table', 'due-index'],
];

if (!dynamodbLocalDirectory) {
  const how =
    'DYNAMODB_LOCAL_DIR names no folder with DynamoDBLocal.jar (docs/deploy.md says where to get it)';
  process.stderr.write(`\nSKIPPED: nothing was tried against DynamoDB Local, ${how}\n`);
}

describe.skipIf(!dynamodbLocalDirectory)('on DynamoDB Local', () => {
  let dynamodb: DynamodbLocal;
  beforeAll(async () => {
    dynamodb = await startDynamodbLocal(String(dynamodbLocalDirectory));
  });
  afterAll(() => dynamodb?.close());

  test('every operation on our tables does what it does on the embedded one', async () => {
    // A run of its own, for these variables are a whole process's.
    const scratch = await mkdtemp(join(tmpdir(), 'voxgate-conformance-'));
    onTestFinished(() => rm(scratch, { recursive: true }));
    const outputFile = join(scratch, 'report.json');
    const files = conformance.map((name) => `test/aws/${name}.test.ts`);
    const env = {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const words = [vitest, 'run', '--reporter=json', `--outputFile=${outputFile}`, ...files];
    await promisify(execFile)(process.execPath, words, { cwd: root, env, maxBuffer: 16_000_000 });
    const report = JSON.parse(await readFile(outputFile, 'utf8'));
    expect(report).toMatchObject({ success: true, numFailedTests: 0, numPendingTests: 0 });
    expect(report.numPassedTests).toBeGreaterThan(conformance.length);
    expect(report.testResults).toHaveLength(conformance.length);
  }, 240_000);

  test('the deployed functions take a recording from its submission to the customer', async () => {
    const stack = await startTestStack({ engine: { dynamodbEndpoint: dynamodb.endpoint } });
    try {
      const audioID = freshAudioId();
      expect(await submit(stack, { audioID })).toMatchObject({ status: 200 });
      const recording = await untilRecording(stack, audioID, ({ deliveries }) =>
        (deliveries as { status: string }[]).some(({ status }) => status === 'delivered'),
      );
      expect(recording).toMatchObject({ audioID, status: 'completed' });
      expect(stack.engine.endpoints.dynamodb).toBe(dynamodb.endpoint);
    } finally {
      await stack.close();
    }
  }, 120_000);
});
