// Connects the key routes to the accounts table.
import type * as z from 'zod/mini';
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient } from '../../../shared/aws/clients.ts';
import type { ApiKey } from '../../../shared/domain/api-key.ts';
import { clock, random } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import type { HttpAnswer } from '../../../shared/edge/http-request.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { errorBody } from '../../native/error-body.ts';
import { adminAccount, nextCursor, readJson, readPage } from '../admin-door.ts';
import { contract, createKeyBody, type keyView, patchKeyBody } from './contract.ts';
import { createKey, getKey, patchKey, revokeKey } from './manage-keys.ts';

const view = (key: ApiKey): z.output<typeof keyView> => ({
  id: key.id,
  prefix: key.prefix,
  audioSource: key.source ?? null,
  label: key.label,
  scopes: key.scopes,
  active: key.isActive,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt ?? null,
  lastUsedAt: key.lastUsedAt ?? null,
});

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const props = {
    client: documentClient(),
    tableName: env.ACCOUNTS_TABLE,
    cacheSeconds: env.ACCOUNT_CACHE_SECONDS,
  };
  const accounts = new AccountsTable(props);
  const deps = { accounts, keys: accounts.keys, clock, random };
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    respond: async (request): Promise<HttpAnswer> => {
      const account = await adminAccount(deps, request);
      const { id } = request.pathParameters;
      if (id !== undefined) {
        if (request.method === 'GET') return { status: 200, body: view(await getKey(deps, account, id)) };
        if (request.method === 'PATCH') {
          return {
            status: 200,
            body: view(await patchKey(deps, account, id, readJson(request, patchKeyBody))),
          };
        }
        await revokeKey(deps, account, id);
        return { status: 204 };
      }
      if (request.method === 'POST') {
        const { apiKey, key } = await createKey(deps, account, readJson(request, createKeyBody));
        return { status: 201, headers: { 'cache-control': 'no-store' }, body: { ...view(apiKey), key } };
      }
      const { limit, after } = readPage(request);
      const page = await accounts.listKeys(account, limit, after);
      return { status: 200, body: { items: page.items.map(view), nextCursor: nextCursor(page.next) } };
    },
  });
});
