// Connects the key routes to the accounts table.
import type * as z from 'zod/mini';
import { type ApiKey, endOf } from '../../../shared/domain/api-key.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { readQuery } from '../../native/read-query.ts';
import { adminAdapters, adminDoor } from '../admin-door.ts';
import { nextCursor, readJson, readOptionalJson, readPage } from '../read-body.ts';
import { contract, createKeyBody, type keyView, patchKeyBody, rotateKeyBody } from './contract.ts';
import { type CreatedKey, createKey, getKey, patchKey, revokeKey } from './manage-keys.ts';
import { rotateKey } from './rotate-key.ts';

const view = (key: ApiKey): z.output<typeof keyView> => ({
  id: key.id,
  prefix: key.prefix,
  audioSource: key.source ?? null,
  label: key.label,
  scopes: key.scopes,
  active: key.isActive,
  createdAt: key.createdAt,
  expiresAt: endOf(key) ?? null,
  lastUsedAt: key.lastUsedAt ?? null,
});

const created = ({ apiKey, key }: CreatedKey) => ({
  status: 201,
  body: { ...view(apiKey), key },
  changed: apiKey.id,
});

export const handler = onFirstEvent(() => {
  const adapters = adminAdapters(readEnv(contract.env));
  return adminDoor(contract, adapters, {
    'GET /v1/admin/keys': async (request, { account }) => {
      const { limit, after } = readPage(readQuery(request, ['limit', 'cursor']));
      const page = await adapters.accounts.listKeys(account, limit, after);
      return { status: 200, body: { items: page.items.map(view), nextCursor: nextCursor(page.next) } };
    },
    'POST /v1/admin/keys': async (request, { account }) =>
      created(await createKey(adapters, account, readJson(request, createKeyBody))),
    'GET /v1/admin/keys/{id}': async ({ pathParameters: { id = '' } }, { account }) => ({
      status: 200,
      body: view(await getKey(adapters, account, id)),
    }),
    'PATCH /v1/admin/keys/{id}': async (request, { account }) => {
      const { id = '' } = request.pathParameters;
      return {
        status: 200,
        body: view(await patchKey(adapters, account, id, readJson(request, patchKeyBody))),
      };
    },
    'DELETE /v1/admin/keys/{id}': async ({ pathParameters: { id = '' } }, { account }) => {
      await revokeKey(adapters, account, id);
      return { status: 204 };
    },
    'POST /v1/admin/keys/{id}/rotate': async (request, { account }) => {
      const { id = '' } = request.pathParameters;
      const { overlapSeconds } = readOptionalJson(request, rotateKeyBody);
      const made = await rotateKey(adapters, account, { id, overlapSeconds });
      return { ...created(made), changed: `${id} ${made.apiKey.id}` };
    },
  });
});
