// Connects the source routes to the accounts table, the seal and what a test of a target needs.
import type * as z from 'zod/mini';
import { sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { secretSeal } from '../../../shared/aws/secret-seal.ts';
import { secretReader } from '../../../shared/aws/secrets.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { pause } from '../../../shared/edge/chance.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { type Env, readEnv } from '../../../shared/env.ts';
import { readQuery } from '../../native/read-query.ts';
import { type AdminAdapters, adminAdapters, adminDoor } from '../admin-door.ts';
import { nextCursor, readJson, readPage } from '../read-body.ts';
import { contract, patchSourceBody, putSourceBody, type sourceView } from './contract.ts';
import { pauseSource } from './pause-source.ts';
import { putSource } from './put-source.ts';
import { removeSource } from './remove-source.ts';
import { sourceEtag } from './source-version.ts';
import { testForward } from './test-forward.ts';

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

const shown = (status: 200 | 201, source: Source) => ({
  status,
  headers: { etag: sourceEtag(source) },
  body: view(source),
});

const found = (source: Source | undefined) => {
  if (!source) throw new VoxgateError('NOT_FOUND', 'No such source');
  return shown(200, source);
};

const connect = (env: Env<typeof contract.env>, adapters: AdminAdapters) => {
  const { client, accounts } = adapters;
  const readSecret = secretReader();
  return {
    ...adapters,
    pause,
    // Not from the cache: a target that was written a moment ago is the one to try.
    sources: { get: (account: string, name: string) => accounts.getSource(account, name) },
    seal: secretSeal(() => readSecret(env.SEALING_KEY_SECRET_ARN)),
    deliveries: new RecordingsTable(client, env.RECORDINGS_TABLE).deliveries,
    hints: new HintQueues(sqsClient(), { deliver: env.DELIVER_QUEUE_URL }),
  };
};

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const adapters = adminAdapters(env);
  const { accounts } = adapters;
  const deps = connect(env, adapters);
  return adminDoor(contract, adapters, {
    'GET /v1/admin/sources': async (request, { account }) => {
      const { limit, after } = readPage(readQuery(request, ['limit', 'cursor']));
      const page = await accounts.listSources(account, limit, after);
      return { status: 200, body: { items: page.items.map(view), nextCursor: nextCursor(page.next) } };
    },
    'GET /v1/admin/sources/{name}': async ({ pathParameters: { name = '' } }, { account }) =>
      found(await accounts.getSource(account, name)),
    'PUT /v1/admin/sources/{name}': async (request, { account }) => {
      const { name = '' } = request.pathParameters;
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
      const body = readJson(request, putSourceBody);
      const { source, isNew } = await putSource(deps, {
        ...{ account, name, body },
        preconditions: { ifMatch, ifNoneMatch },
      });
      return shown(isNew ? 201 : 200, source);
    },
    'PATCH /v1/admin/sources/{name}': async (request, { account }) => {
      const { name = '' } = request.pathParameters;
      const { paused } = readJson(request, patchSourceBody);
      return found(await pauseSource(deps, account, name, paused));
    },
    'DELETE /v1/admin/sources/{name}': async ({ pathParameters: { name = '' } }, { account }) => {
      await removeSource(deps, account, name);
      return { status: 204 };
    },
    'POST /v1/admin/sources/{name}/test': async (request, { account }) => {
      const { name = '' } = request.pathParameters;
      return { status: 200, body: await testForward(deps, { account, name, waitMs: request.remainingMs() }) };
    },
  });
});
