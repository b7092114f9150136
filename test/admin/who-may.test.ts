// Every admin route asks for an admin key: nobody else learns or changes anything.
import { describe, expect } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { freshSourceName, makeKey } from '../support/accounts.ts';
import { callApi, toAnswer } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';

const contracts: readonly FunctionContract[] = catalog;
const routes = contracts
  .filter(({ auth }) => auth === 'admin-key')
  .flatMap(({ trigger }) => (trigger.kind === 'http-group' ? trigger.routes : []))
  .flatMap(({ path, methods }) => methods.map((method) => ({ method, path })));

/** The names in a path stand for what is not there: a refusal must come before that is found out. */
const concrete = (path: string): string =>
  path.replace('{id}', `key_${'a'.repeat(24)}`).replace('{name}', freshSourceName());

describe.each(routes)('$method $path', ({ method, path }) => {
  stackTest('is 401 without a key', async ({ stack }) => {
    for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: '' }, { 'x-api-key': '' }]) {
      const answer = await toAnswer(await fetch(`${stack.baseUrl}${concrete(path)}`, { method, headers }));
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual({
        error: {
          code: 'MISSING_API_KEY',
          message: 'An API key is required',
          requestId: answer.headers.get('x-request-id'),
        },
      });
    }
  });

  stackTest(
    'is 403 with a key that only submits, that is unknown, or that was mistyped',
    async ({ stack }) => {
      const wrong = [stack.keys.demoKeys.PBXdemo, 'unknown-key-of-nobody', `${stack.keys.adminKey}x`];
      for (const key of wrong) {
        const body = ['POST', 'PUT', 'PATCH'].includes(method) ? { body: { vendorSource: 'pbx' } } : {};
        const answer = await callApi(stack, method, concrete(path), { key: key ?? '', ...body });
        expect(answer.status).toBe(403);
        expect(answer.json).toMatchObject({ error: { code: 'INVALID_API_KEY' } });
      }
    },
  );

  stackTest('lets an admin key through', async ({ stack }) => {
    const { key } = await makeKey(stack, { scopes: ['admin'] });
    const answer = await callApi(stack, method, concrete(path), { key });
    // What is asked for is not there or not said: all that matters is that the key was no obstacle.
    expect([200, 204, 400, 404]).toContain(answer.status);
  });

  stackTest('is not for pages of other origins', async ({ stack }) => {
    const { headers } = await fetch(`${stack.baseUrl}${concrete(path)}`, {
      method,
      headers: { origin: 'https://elsewhere.example', authorization: `Bearer ${stack.keys.adminKey}` },
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

stackTest('another method on an admin path is 405 and names those that exist', async ({ stack }) => {
  for (const [method, path, allow] of [
    ['PUT', '/v1/admin/keys', 'GET, POST'],
    ['POST', '/v1/admin/keys/x', 'GET, PATCH, DELETE'],
    ['POST', '/v1/admin/sources', 'GET'],
    ['POST', '/v1/admin/sources/x', 'GET, PUT, PATCH'],
    ['PATCH', '/v1/admin/vendor', 'GET, PUT'],
  ] as const) {
    const answer = await callApi(stack, method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.json).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
  }
});
