// Secrets of the local stack are made, read and put as Secrets Manager does it, and lie in a file for their owner alone.
import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { TestEngine } from './engine-assembly.ts';
import { sharedEngineTest } from './engine-test.ts';

const test = sharedEngineTest(() => ({
  resources: {
    Work: { Type: 'AWS::SQS::Queue' },
    Generated: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: {
          SecretStringTemplate: '{"user":"demo"}',
          GenerateStringKey: 'password',
          PasswordLength: 40,
          ExcludePunctuation: true,
        },
      },
    },
    Empty: { Type: 'AWS::SecretsManager::Secret', Properties: { Description: 'filled by hand' } },
  },
}));

async function call(engine: TestEngine, action: string, input: unknown) {
  const response = await fetch(engine.endpoints.secrets, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

describe('a secret', () => {
  test('is generated as the template asks, and read by ARN and by name', async ({ engine }) => {
    const arn = engine.resources.get('Generated')?.physicalId;
    const { status, body } = await call(engine, 'GetSecretValue', { SecretId: arn });
    expect(status).toBe(200);
    expect(JSON.parse(body.SecretString ?? '')).toEqual({
      user: 'demo',
      password: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
    const byName = await call(engine, 'GetSecretValue', { SecretId: body.Name });
    expect(byName.body).toEqual(body);
  });

  test('without a value is not found until it is put; the file is for its owner alone', async ({
    engine,
    directory,
  }) => {
    const SecretId = engine.resources.get('Empty')?.physicalId;
    expect(await call(engine, 'GetSecretValue', { SecretId })).toMatchObject({
      status: 400,
      body: { __type: 'ResourceNotFoundException' },
    });
    engine.putSecret('Empty', 'by the engine');
    expect((await call(engine, 'GetSecretValue', { SecretId })).body.SecretString).toBe('by the engine');
    await call(engine, 'PutSecretValue', { SecretId, SecretString: 'by a client' });
    expect((await call(engine, 'GetSecretValue', { SecretId })).body.SecretString).toBe('by a client');
    expect(statSync(path.join(directory, 'data', 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('that the template does not have is not found', async ({ engine }) => {
    expect((await call(engine, 'GetSecretValue', { SecretId: 'other' })).body.__type).toBe(
      'ResourceNotFoundException',
    );
    expect(() => engine.putSecret('Work', 'x')).toThrow(/no secret/);
  });
});
