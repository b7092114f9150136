// Every admin route asks for an admin key: nobody else learns or changes anything.
import { describe, expect } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { FunctionContract } from '../../shared/contract.ts';
import { freshSource, freshSourceName, makeKey } from '../support/accounts.ts';
import { callApi, toAnswer } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { callWithCookie, openSession, sessionPath } from '../support/session.ts';

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

  stackTest('is 403 with every scope but admin', async ({ stack }) => {
    const source = await freshSource(stack);
    for (const scopes of [['submit'], ['read'], ['submit', 'read']]) {
      const { key } = await makeKey(stack, { audioSource: source.name, scopes });
      expect((await callApi(stack, method, concrete(path), { key })).status).toBe(403);
    }
  });

  stackTest(
    'is refused to the cookie from another origin, and for a change without our own token',
    async ({ stack }) => {
      // Signing in is not for a cookie: it is asked for a key.
      if (method === 'POST' && path === sessionPath) return;
      const { cookie, csrfToken } = await openSession(stack);
      const own = { 'x-csrf-token': csrfToken };
      const refused = [
        { ...own, 'sec-fetch-site': 'cross-site' },
        { ...own, origin: 'https://elsewhere.example' },
        ...(method === 'GET' ? [] : [{}, { 'x-csrf-token': `${csrfToken}x` }]),
      ];
      for (const headers of refused) {
        const answer = await callWithCookie(stack, method, concrete(path), { cookie, headers });
        expect(answer.status).toBe(403);
        expect(answer.json).toMatchObject({ error: { code: 'CROSS_ORIGIN_REFUSED' } });
      }
      const answer = await callWithCookie(stack, method, concrete(path), { cookie, headers: own });
      expect([401, 403]).not.toContain(answer.status);
    },
  );

  stackTest('lets an admin key through', async ({ stack }) => {
    const { key } = await makeKey(stack, { scopes: ['admin'] });
    const answer = await callApi(stack, method, concrete(path), { key });
    // What is asked for is not there or not said: all that matters is that the key was no obstacle.
    expect([200, 201, 204, 400, 404]).toContain(answer.status);
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
    ['POST', '/v1/admin/sources/x', 'GET, PUT, PATCH, DELETE'],
    ['POST', '/v1/admin/recordings', 'GET'],
    ['GET', '/v1/admin/deliveries/redeliver', 'POST'],
    ['PATCH', '/v1/admin/vendor', 'GET, PUT'],
  ] as const) {
    const answer = await callApi(stack, method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.json).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
  }
});
