// Connects the delivery routes to the ledger, the sources and the deliver queue.
import type * as z from 'zod/mini';
import { s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingLists } from '../../../shared/aws/recording-lists.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { HttpRequest } from '../../../shared/edge/http-request.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { type Env, readEnv } from '../../../shared/env.ts';
import { readQuery } from '../../native/read-query.ts';
import { type AdminAdapters, adminAdapters, adminDoor } from '../admin-door.ts';
import { deliveryBody, deliveryLine } from '../delivery-body.ts';
import { readListRequest } from '../list-request.ts';
import { nextCursor, readJson, readPage } from '../read-body.ts';
import { contract, redeliverBody, type redeliveredView } from './contract.ts';
import { findDelivery, redeliver } from './redeliver.ts';
import { type RedeliverManyInput, redeliverMany } from './redeliver-many.ts';

const statuses = ['pending', 'delivered', 'undelivered'];

const connect = (env: Env<typeof contract.env>, adapters: AdminAdapters) => {
  const { client, accounts } = adapters;
  return {
    ...adapters,
    // Not from the cache: a source that was switched on a moment ago is on.
    sources: { get: (account: string, name: string) => accounts.getSource(account, name) },
    deliveries: new RecordingsTable(client, env.RECORDINGS_TABLE).deliveries,
    lists: new RecordingLists(client, env.RECORDINGS_TABLE),
    answers: new ObjectBucket(s3Client(), env.RESULTS_BUCKET).texts,
    hints: new HintQueues(sqsClient(), { deliver: env.DELIVER_QUEUE_URL }),
  };
};

const utc = (time: string | undefined): string | undefined => time && new Date(time).toISOString();

/** @throws VoxgateError INVALID_PARAMETER */
const readFilter = (request: HttpRequest, account: string): RedeliverManyInput => {
  const { status, audioSource, cursor, ...times } = readJson(request, redeliverBody);
  const [from, to] = [utc(times.from), utc(times.to)];
  if (from !== undefined && to !== undefined && from > to) {
    throw new VoxgateError('INVALID_PARAMETER', 'from must not be after to');
  }
  const { after } = readPage({ cursor });
  return { account, status, source: audioSource, from, to, after, remainingMs: request.remainingMs };
};

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const adapters = adminAdapters(env);
  const deps = connect(env, adapters);
  return adminDoor(contract, adapters, {
    'GET /v1/admin/deliveries': async (request, { account }) => {
      const page = await deps.lists.deliveries(readListRequest(request, account, statuses));
      const items = page.items.map(deliveryLine);
      return { status: 200, body: { items, nextCursor: nextCursor(page.next) } };
    },
    'GET /v1/admin/deliveries/{id}': async (request, { account }) => {
      readQuery(request, []);
      const delivery = await findDelivery(deps, account, request.pathParameters.id ?? '');
      return { status: 200, body: await deliveryBody(delivery, deps.answers) };
    },
    'POST /v1/admin/deliveries/{id}/redeliver': async ({ pathParameters: { id = '' } }, { account }) => {
      const delivery = await redeliver(deps, { account, id });
      return { status: 202, body: await deliveryBody(delivery, deps.answers) };
    },
    'POST /v1/admin/deliveries/redeliver': async (request, { account }) => {
      const { redelivered, skipped, next } = await redeliverMany(deps, readFilter(request, account));
      const body: z.output<typeof redeliveredView> = { redelivered, skipped, nextCursor: nextCursor(next) };
      return { status: 200, body, changed: `redelivered ${redelivered}, skipped ${skipped}` };
    },
  });
});
