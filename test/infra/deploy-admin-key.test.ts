// The first admin key, and the one after it is lost: made by the command that the documents give, for the local stack.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { stackTest } from '../support/local-stack.ts';

stackTest('each run makes another admin key, and leaves those before it as they are', async ({ stack }) => {
  const { dynamodb, accountsTable } = JSON.parse(
    readFileSync(join(stack.dataDirectory, 'endpoints.json'), 'utf8'),
  );
  const run = async () => {
    const env = {
      ...process.env,
      ...{ AWS_ENDPOINT_URL_DYNAMODB: dynamodb, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    };
    const words = [join(import.meta.dirname, '../../infra/admin-key.ts'), '--table', accountsTable];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env });
    expect(stderr).toContain('Admin keys made before stay valid');
    return /^Admin key, shown this once: (\S+)\n$/.exec(stdout)?.[1] ?? '';
  };
  const keys = [await run(), await run()];
  expect(new Set(keys).size).toBe(2);
  for (const key of keys) {
    const answer = await fetch(`${stack.baseUrl}/v1/admin/keys`, { headers: { 'x-api-key': key } });
    expect(answer.status).toBe(200);
  }
});
