// Connects the source routes to the accounts table and the seal.
import type * as z from 'zod/mini';
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient } from '../../../shared/aws/clients.ts';
import { secretSeal } from '../../../shared/aws/secret-seal.ts';
import { secretReader } from '../../../shared/aws/secrets.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import type { HttpAnswer } from '../../../shared/edge/http-request.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { errorBody } from '../../native/error-body.ts';
import { adminAccount, nextCursor, readJson, readPage } from '../admin-door.ts';
import { contract, patchSourceBody, putSourceBody, type sourceView } from './contract.ts';
import { pauseSource } from './pause-source.ts';
import { putSource } from './put-source.ts';

const view = (source: Source): z.output<typeof sourceView> => ({
  name: source.name,
  vendorSource: source.vendorSource,
  forwardUrl: source.forwardUrl ?? null,
  forwardHeaders: Object.fromEntries(Object.keys(source.forwardHeaders).map((name) => [name, '…' as const])),
  forward: source.forward,
  isSigned: source.signingSecrets.length > 0,
  language: source.language ?? null,
  retentionDays: source.retentionDays ?? null,
  active: source.isActive,
  paused: source.brake?.isPaused ?? false,
  pausedAt: source.brake?.isPaused ? (source.brake.pausedAt ?? null) : null,
  forwardDisabledAt: source.forwardDisabledAt ?? null,
  forwardDisabledReason: source.forwardDisabledReason ?? null,
  createdAt: source.createdAt,
  updatedAt: source.updatedAt,
});

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const props = {
    client: documentClient(),
    tableName: env.ACCOUNTS_TABLE,
    cacheSeconds: env.ACCOUNT_CACHE_SECONDS,
  };
  const accounts = new AccountsTable(props);
  const readSecret = secretReader();
  const seal = secretSeal(() => readSecret(env.SEALING_KEY_SECRET_ARN));
  const deps = { accounts, keys: accounts.keys, seal, clock };
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    respond: async (request): Promise<HttpAnswer> => {
      const account = await adminAccount(deps, request);
      const { name } = request.pathParameters;
      if (name === undefined) {
        const { limit, after } = readPage(request);
        const page = await accounts.listSources(account, limit, after);
        return { status: 200, body: { items: page.items.map(view), nextCursor: nextCursor(page.next) } };
      }
      if (request.method === 'PUT') {
        const { source, isNew } = await putSource(deps, account, name, readJson(request, putSourceBody));
        return { status: isNew ? 201 : 200, body: view(source) };
      }
      const source =
        request.method === 'PATCH'
          ? await pauseSource(deps, account, name, readJson(request, patchSourceBody).paused)
          : await accounts.getSource(account, name);
      if (!source) throw new VoxgateError('NOT_FOUND', 'No such source');
      return { status: 200, body: view(source) };
    },
  });
});
