// GET /v1/admin/keys and /v1/admin/sources: pages of a list that an admin walks through.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { freshSource, makeKey, putSource } from '../support/accounts.ts';
import { callApi } from '../support/gateway-client.ts';
import { stackTest, type TestStack } from '../support/local-stack.ts';

interface Page {
  readonly items: readonly { readonly id?: string; readonly name?: string; readonly createdAt: string }[];
  readonly nextCursor: string | null;
}

const page = async (stack: TestStack, path: string, query = ''): Promise<Page> => {
  const { status, json } = await callApi(stack, 'GET', `${path}${query}`);
  expect(status).toBe(200);
  return json as unknown as Page;
};

const walk = async (stack: TestStack, path: string, limit: number): Promise<Page['items'][]> => {
  const pages: Page['items'][] = [];
  let query = `?limit=${limit}`;
  for (;;) {
    const { items, nextCursor } = await page(stack, path, query);
    pages.push(items);
    if (nextCursor === null) return pages;
    query = `?limit=${limit}&cursor=${encodeURIComponent(nextCursor)}`;
  }
};

stackTest('walking the keys page by page meets each one once, newest first', async ({ stack }) => {
  const source = await freshSource(stack);
  const made: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    made.push((await makeKey(stack, { audioSource: source.name, label: `${index}` })).id);
  }
  const pages = await walk(stack, '/v1/admin/keys', 3);
  expect(pages.slice(0, -1).every(({ length }) => length === 3)).toBe(true);
  const ids = pages.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => made.includes(String(id)))).toEqual(made.toReversed());
  const times = pages.flat().map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort().reverse());
});

stackTest('walking the sources meets each one once, by name', async ({ stack }) => {
  const tag = randomUUID();
  for (const suffix of ['c', 'a', 'b']) await putSource(stack, `walk-${tag}-${suffix}`);
  const names = (await walk(stack, '/v1/admin/sources', 2)).flat().map(({ name }) => String(name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name.includes(tag))).toEqual(
    ['a', 'b', 'c'].map((one) => `walk-${tag}-${one}`),
  );
  expect(names).toEqual(expect.arrayContaining(['PBXdemo', 'CCDdemo', 'OmniCoredemo']));
});

stackTest('without a limit a page has fifty at most, with one up to a hundred', async ({ stack }) => {
  const source = await freshSource(stack);
  await Promise.all(Array.from({ length: 60 }, () => makeKey(stack, { audioSource: source.name })));
  expect((await page(stack, '/v1/admin/keys')).items).toHaveLength(50);
  expect((await page(stack, '/v1/admin/keys', '?limit=60')).items).toHaveLength(60);
  expect((await page(stack, '/v1/admin/keys', '?limit=1')).items).toHaveLength(1);
});

stackTest('limits, cursors and parameters that are none are 400', async ({ stack }) => {
  const queries = [
    ...['limit=0', 'limit=101', 'limit=-1', 'limit=ten', 'limit=1.5', 'limit=', 'limit=1&limit=2'],
    ...['cursor=', 'cursor=%00', 'cursor=not base64', 'cursor=****', 'cursor=YQ==', 'label=x'],
  ];
  for (const query of queries) {
    for (const path of ['/v1/admin/keys', '/v1/admin/sources']) {
      const { status, json } = await callApi(stack, 'GET', `${path}?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(json).toMatchObject({ error: { code: 'INVALID_PARAMETER' } });
    }
  }
});
