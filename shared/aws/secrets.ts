// Secrets by their ARN, read when first needed and believed for a few minutes, so that a rotation needs no deployment.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { timedCache } from './timed-cache.ts';

const ttlMs = 300_000;

export type ReadSecret = (arn: string) => Promise<string>;

/** @throws Error when the secret has no text yet */
export const secretReader = (): ReadSecret => {
  const client = new SecretsManagerClient({ maxAttempts: 4 });
  const read = timedCache(ttlMs, async (arn: string) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    return SecretString;
  });
  return async (arn) => {
    const value = await read(arn);
    if (!value) throw new Error(`the secret ${arn.split(':').at(-1)} has no value`);
    return value;
  };
};
