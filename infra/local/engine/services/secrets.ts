// Secrets Manager on one machine: three actions over HTTP, the values in one file that only its owner reads.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readBody, sendJson, startLoopbackServer } from '../../outside/loopback-server.ts';
import type { StackResource } from '../template/stack.ts';
import type { Service } from './service.ts';

export const secretTypes = ['AWS::SecretsManager::Secret'] as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html */
const generation = z.object({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.number().default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
});

export const secretProperties = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generation.optional(),
});

const storedSecrets = z.record(
  z.string(),
  z.object({ value: z.string(), versionId: z.string(), createdAt: z.number() }),
);

export interface Secrets extends Service {
  /** Makes the secret's first value unless it has one. */
  ensure(secret: StackResource<z.infer<typeof secretProperties>>): void;
  /** Replaces the value. */
  put(arn: string, value: string): void;
}

/** @param file where the values live, mode 0600 */
export async function startSecrets(file: string): Promise<Secrets> {
  const values = existsSync(file) ? storedSecrets.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const names = new Map<string, string>();
  const put = (arn: string, value: string) => {
    values[arn] = { value, versionId: randomUUID(), createdAt: Date.now() / 1000 };
    const fresh = `${file}.${randomBytes(4).toString('hex')}`;
    writeFileSync(fresh, JSON.stringify(values), { mode: 0o600 });
    renameSync(fresh, file);
  };
  const server = await startLoopbackServer({
    handler: async (request, response) => {
      const action = String(request.headers['x-amz-target'] ?? '').replace('secretsmanager.', '');
      const input = JSON.parse((await readBody(request, 100_000)).toString() || '{}') as Record<
        string,
        unknown
      >;
      const { status, body } = answer(action, input);
      sendJson(response, status, body, { 'content-type': 'application/x-amz-json-1.1' });
    },
  });

  function answer(action: string, input: Record<string, unknown>): { status: number; body: unknown } {
    const wanted = String(input.SecretId);
    const found = [...names].find(
      ([arn, name]) => arn === wanted || name === wanted || arn.startsWith(`${wanted}-`),
    );
    if (found === undefined) return notFound("Secrets Manager can't find the specified secret.");
    const [ARN, Name] = found;
    if (action === 'PutSecretValue') put(ARN, String(input.SecretString));
    const current = values[ARN];
    const version = { ARN, Name, VersionId: current?.versionId, CreatedDate: current?.createdAt };
    if (action === 'PutSecretValue')
      return { status: 200, body: { ...version, VersionStages: ['AWSCURRENT'] } };
    if (action === 'DescribeSecret') {
      const stages = current ? { [current.versionId]: ['AWSCURRENT'] } : {};
      return {
        status: 200,
        body: { ARN, Name, CreatedDate: current?.createdAt, VersionIdsToStages: stages },
      };
    }
    if (action !== 'GetSecretValue') {
      return { status: 400, body: { __type: 'UnknownOperationException', message: action } };
    }
    if (!current || (input.VersionStage ?? 'AWSCURRENT') !== 'AWSCURRENT') {
      return notFound("Secrets Manager can't find the specified secret value for that staging label.");
    }
    return { status: 200, body: { ...version, SecretString: current.value, VersionStages: ['AWSCURRENT'] } };
  }

  return {
    endpoint: server.baseUrl,
    async ping(signal) {
      const reply = await fetch(server.baseUrl, { method: 'POST', body: '{}', signal });
      await reply.arrayBuffer();
    },
    ensure({ identity, properties }) {
      names.set(identity.physicalId, identity.name);
      if (values[identity.physicalId] !== undefined) return;
      const { SecretString, GenerateSecretString } = properties;
      if (SecretString !== undefined) put(identity.physicalId, SecretString);
      else if (GenerateSecretString !== undefined) put(identity.physicalId, generate(GenerateSecretString));
    },
    put,
    close: server.close,
  };
}

function notFound(message: string): { status: number; body: unknown } {
  return { status: 400, body: { __type: 'ResourceNotFoundException', message } };
}

function generate(wish: z.infer<typeof generation>): string {
  const alphabet = [
    wish.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wish.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wish.ExcludeNumbers ? '' : '0123456789',
    wish.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wish.IncludeSpace ? ' ' : '',
  ]
    .join('')
    .split('')
    .filter((one) => !wish.ExcludeCharacters.includes(one));
  const password = Array.from(
    { length: wish.PasswordLength },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
  if (wish.GenerateStringKey === undefined) return password;
  return JSON.stringify({
    ...(JSON.parse(wish.SecretStringTemplate ?? '{}') as Record<string, unknown>),
    [wish.GenerateStringKey]: password,
  });
}
