// PUT of a source with If-Match or If-None-Match: who writes over what another has written meanwhile is told.
import { expect, test } from 'vitest';
import {
  checkPreconditions,
  type Preconditions,
} from '../../functions/admin/manage-sources/source-version.ts';
import type { Source } from '../../shared/domain/source.ts';
import { freshSourceName, putSource } from '../support/accounts.ts';
import { someSource } from '../support/domain-items.ts';
import { callApi } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

const put = (stack: TestStack, name: string, vendorSource: string, headers: Record<string, string>) =>
  fetch(`${stack.baseUrl}/v1/admin/sources/${name}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${stack.keys.adminKey}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ vendorSource }),
  });

const refused = { error: { code: 'PRECONDITION_FAILED' } };

stackTest('the ETag of what was read lets one write through, and not a second', async ({ stack }) => {
  const name = freshSourceName();
  const made = await putSource(stack, name);
  const etag = made.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"\S+"$/);
  expect((await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).headers.get('etag')).toBe(etag);
  const first = await put(stack, name, 'ccd', { 'if-match': etag });
  expect(first.status).toBe(200);
  const second = await put(stack, name, 'omnichannel', { 'if-match': etag });
  expect(second.status).toBe(412);
  expect(await second.json()).toMatchObject(refused);
  expect((await callApi(stack, 'GET', `/v1/admin/sources/${name}`)).json).toMatchObject({
    vendorSource: 'ccd',
  });
  const third = await put(stack, name, 'omnichannel', { 'if-match': first.headers.get('etag') ?? '' });
  expect(third.status).toBe(200);
});

stackTest('If-None-Match: * makes a source and replaces none', async ({ stack }) => {
  const name = freshSourceName();
  expect((await put(stack, name, 'pbx', { 'if-none-match': '*' })).status).toBe(201);
  const again = await put(stack, name, 'ccd', { 'if-none-match': '*' });
  expect(again.status).toBe(412);
  expect(await again.json()).toMatchObject(refused);
});

stackTest('the brake is none of the settings: it makes no other version', async ({ stack }) => {
  const name = freshSourceName();
  const made = await putSource(stack, name);
  const paused = await callApi(stack, 'PATCH', `/v1/admin/sources/${name}`, { body: { paused: true } });
  expect(paused.headers.get('etag')).toBe(made.headers.get('etag'));
  const written = await put(stack, name, 'ccd', { 'if-match': made.headers.get('etag') ?? '' });
  expect(await written.json()).toMatchObject({ vendorSource: 'ccd', paused: true });
});

const lets = (preconditions: Preconditions, before: Source | undefined): boolean => {
  try {
    checkPreconditions(preconditions, before);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'PRECONDITION_FAILED' });
    return false;
  }
};

const there = someSource({ updatedAt: '2026-01-01T00:00:00.000Z' });
const current = '"2026-01-01T00:00:00.000Z"';

test.each([
  ['*', there, true],
  ['*', undefined, false],
  [current, there, true],
  [`"other", ${current}`, there, true],
  [current, undefined, false],
  [`W/${current}`, there, false],
  ['2026-01-01T00:00:00.000Z', there, false],
])('If-Match: %s', (ifMatch, before, isAllowed) => expect(lets({ ifMatch }, before)).toBe(isAllowed));

test.each([
  ['*', there, false],
  ['*', undefined, true],
  [current, there, false],
  [`W/${current}`, there, false],
  ['"other"', there, true],
])('If-None-Match: %s', (ifNoneMatch, before, isAllowed) =>
  expect(lets({ ifNoneMatch }, before)).toBe(isAllowed),
);
