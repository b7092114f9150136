// Lists of the admin API, walked to their end.
import { callApi } from './gateway-client.ts';
import type { TestStack } from './local-stack.ts';

/** Every item of a list, page by page. @throws Error with the answer when a page was refused */
export const walkList = async <Item>(
  stack: TestStack,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Item[]> => {
  const items: Item[] = [];
  for (let cursor = ''; ; ) {
    const parameters = new URLSearchParams({ ...query, ...(cursor !== '' && { cursor }) });
    const { status, json, text } = await callApi(stack, 'GET', `${path}?${parameters}`);
    if (status !== 200) throw new Error(`no list: ${status} ${text}`);
    items.push(...((json?.items ?? []) as Item[]));
    if (json?.nextCursor === null) return items;
    cursor = String(json?.nextCursor);
  }
};
