// /v1/admin/session: an admin key is exchanged for a cookie that no script reads and no other site can use.
import { expect, test } from 'vitest';
import { refuseOtherOrigins } from '../../functions/admin/authorise-operator.ts';
import { sessionCookie, sessionCookieName } from '../../functions/admin/session-cookie.ts';
import { hashKey } from '../../shared/domain/api-key.ts';
import { isLive, newSession } from '../../shared/domain/session.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { freshSourceName, makeKey } from '../support/accounts.ts';
import { callApi } from '../support/gateway-client.ts';
import { stackTest } from '../support/local-stack.ts';
import { callWithCookie, cookieOf, openSession, sessionPath, signIn } from '../support/session.ts';
import { documentsOf } from '../support/stored-items.ts';

stackTest(
  'signing in sets a cookie that no script reads, and says who it is and how long',
  async ({ stack }) => {
    const answer = await signIn(stack, stack.keys.adminKey);
    expect(answer.status).toBe(201);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^voxgate=[0-9a-z]{40}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    expect(answer.json).toMatchObject({ label: 'first admin key', idleSeconds: 1800 });
    expect(answer.text).not.toContain(cookieOf(answer).slice('voxgate='.length));
    const shown = await callWithCookie(stack, 'GET', sessionPath, { cookie: cookieOf(answer) });
    expect(shown.json).toEqual(answer.json);
  },
);

stackTest(
  'no key is 401; a key that is no admin key, or unknown, is 403, and no cookie is set',
  async ({ stack }) => {
    const wrong = [stack.keys.demoKeys.PBXdemo ?? '', 'unknown-key-of-nobody', `${stack.keys.adminKey}x`];
    for (const key of wrong) {
      const answer = await signIn(stack, key);
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await signIn(stack, '')).status).toBe(401);
  },
);

stackTest('signing in anew ends the session whose cookie it replaces', async ({ stack }) => {
  const { cookie } = await openSession(stack);
  expect((await signIn(stack, stack.keys.adminKey, { cookie })).status).toBe(201);
  expect((await callWithCookie(stack, 'GET', sessionPath, { cookie })).status).toBe(401);
});

stackTest('the cookie reads; to change something takes the token of our own page too', async ({ stack }) => {
  const { cookie, csrfToken } = await openSession(stack);
  expect((await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie })).status).toBe(200);
  const path = `/v1/admin/sources/${freshSourceName()}`;
  const body = { vendorSource: 'pbx' };
  const other = await openSession(stack);
  for (const headers of [
    {},
    { 'x-csrf-token': '' },
    { 'x-csrf-token': 'forged' },
    { 'x-csrf-token': other.csrfToken },
  ]) {
    const refused = await callWithCookie(stack, 'PUT', path, { cookie, headers, body });
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({ error: { code: 'CROSS_ORIGIN_REFUSED' } });
  }
  expect((await callApi(stack, 'GET', path)).status).toBe(404);
  const headers = { 'x-csrf-token': csrfToken };
  expect((await callWithCookie(stack, 'PUT', path, { cookie, headers, body })).status).toBe(201);
});

stackTest(
  "another site's page is refused, with the right token too, and cannot sign anybody in",
  async ({ stack }) => {
    const { cookie, csrfToken } = await openSession(stack);
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ];
    for (const from of foreign) {
      const headers = { 'x-csrf-token': csrfToken, ...from };
      for (const [method, path] of [
        ['GET', '/v1/admin/keys'],
        ['PUT', '/v1/admin/vendor'],
        ['DELETE', sessionPath],
      ] as const) {
        const answer = await callWithCookie(stack, method, path, {
          ...{ cookie, headers },
          ...(method === 'PUT' && { body: { paused: false } }),
        });
        expect(answer.status).toBe(403);
      }
      expect((await signIn(stack, stack.keys.adminKey, from)).status).toBe(403);
    }
    const own = { 'sec-fetch-site': 'same-origin', origin: stack.baseUrl };
    expect((await callWithCookie(stack, 'GET', sessionPath, { cookie, headers: own })).status).toBe(200);
  },
);

stackTest('after signing out the cookie is worth nothing, at once', async ({ stack }) => {
  const { cookie, csrfToken } = await openSession(stack);
  const headers = { 'x-csrf-token': csrfToken };
  const out = await callWithCookie(stack, 'DELETE', sessionPath, { cookie, headers });
  expect(out.status).toBe(204);
  expect(out.headers.getSetCookie()[0]).toMatch(/^voxgate=; .*Max-Age=0$/);
  const answer = await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie });
  expect(answer.status).toBe(401);
  expect(answer.json).toMatchObject({ error: { code: 'SESSION_EXPIRED' } });
});

stackTest('a session ends with the key it was opened with', async ({ stack }) => {
  const { id, key } = await makeKey(stack, { scopes: ['admin'] });
  const { cookie } = await openSession(stack, key);
  expect((await callWithCookie(stack, 'GET', sessionPath, { cookie })).status).toBe(200);
  await callApi(stack, 'DELETE', `/v1/admin/keys/${id}`);
  expect((await callWithCookie(stack, 'GET', sessionPath, { cookie })).status).toBe(401);
});

stackTest('a key in a header beats the cookie, and a made-up cookie is 401', async ({ stack }) => {
  const { cookie } = await openSession(stack);
  const headers = { authorization: `Bearer ${stack.keys.demoKeys.PBXdemo}` };
  expect((await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie, headers })).status).toBe(403);
  const made = `voxgate=${'a'.repeat(40)}`;
  expect((await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie: made })).status).toBe(401);
  // The routes of callers know no cookie.
  expect((await callWithCookie(stack, 'GET', '/v1/recordings?audioID=1', { cookie })).status).toBe(401);
});

stackTest('a page that looks again by itself does not keep the session alive', async ({ stack }) => {
  const { cookie } = await openSession(stack);
  const session = async () => {
    const documents = documentsOf(stack.engine.endpoints.dynamodb);
    const pk = `SESSION#${hashKey(cookie.slice('voxgate='.length))}`;
    const item = await documents.get(stack.accountsTable, { pk });
    const age = (ms: number) =>
      documents.put(stack.accountsTable, { ...item, seenAt: Number(item?.seenAt) - ms });
    return { seenAt: Number(item?.seenAt), age, close: documents.close };
  };
  const before = await session();
  await before.age(120_000);
  before.close();
  const poll = { 'x-panel-poll': '1' };
  await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie, headers: poll });
  const polled = await session();
  expect(polled.seenAt).toBe(before.seenAt - 120_000);
  await callWithCookie(stack, 'GET', '/v1/admin/keys', { cookie });
  expect((await session()).seenAt).toBeGreaterThanOrEqual(before.seenAt);
  polled.close();
});

test('where something stands in front, the page comes from the public address', () => {
  const request = (origin: string) =>
    ({ headers: { origin, host: 'abc.execute-api.eu-central-1.amazonaws.com' } }) as unknown as HttpRequest;
  const publicBaseUrl = 'https://calls.example';
  expect(() => refuseOtherOrigins(request(publicBaseUrl), publicBaseUrl)).not.toThrow();
  expect(() => refuseOtherOrigins(request('https://elsewhere.example'), publicBaseUrl)).toThrow();
});

test('unused, a session ends after its idle time; used, after its longest', () => {
  const limits = { idleSeconds: 1800, maxSeconds: 43_200 };
  const session = newSession('token', { account: 'default', hash: 'h' }, 0, limits);
  expect(isLive(session, 1_799_999, limits)).toBe(true);
  expect(isLive(session, 1_800_000, limits)).toBe(false);
  const used = { ...session, seenAt: 43_199_000 };
  expect(isLive(used, 43_199_999, limits)).toBe(true);
  expect(isLive(used, 43_200_000, limits)).toBe(false);
});

test('over TLS the cookie is bound to the host and sent over TLS alone', () => {
  expect(sessionCookieName('https://calls.example')).toBe('__Host-voxgate');
  expect(sessionCookie('https://calls.example', 'abc', 60)).toBe(
    '__Host-voxgate=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
  );
});
