// Connects the webhook to its table, its bucket and the delivery queue.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { secretReader } from '../../../shared/aws/secrets.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import { parseWebhookAuth } from '../../../shared/domain/vendor-proof.ts';
import { clock, pause, random } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { countedEndings } from '../../../shared/use-cases/counted-ports.ts';
import { errorBody } from '../error-body.ts';
import { contract } from './contract.ts';
import { proveVendor } from './prove-vendor.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { waitForForward } from './wait-for-forward.ts';
import { webhookAnswer } from './webhook-answer.ts';

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const { recordings, webhooks, deliveries, belongings, removals } = new RecordingsTable(
    client,
    env.RECORDINGS_TABLE,
  );
  const results = new ObjectBucket(s3Client(), env.RESULTS_BUCKET);
  const readSecret = secretReader();
  const metrics = metricLines({ stage: env.STAGE, clock });
  const statistics = new StatisticsTable(client, env.RECORDINGS_TABLE);
  const deps = {
    ...{ webhooks, deliveries, belongings, removals, clock, random, pause, log },
    recordings: countedEndings(recordings, { metrics, statistics, log }),
    sources: new AccountsTable(accounts).sources,
    jsonLogs: results.jsonLogs,
    answers: results.texts,
    resultObjects: results,
    rawBodies: { put: (key: string, body: Uint8Array) => results.put(key, body, 'application/octet-stream') },
    hints: new HintQueues(sqsClient(), { deliver: env.DELIVER_QUEUE_URL }),
    publicBaseUrl: env.PUBLIC_BASE_URL,
    hintGraceSeconds: env.HINT_GRACE_SECONDS,
    repeatSeconds: env.WEBHOOK_REPEAT_SECONDS,
    auth: parseWebhookAuth(env.WEBHOOK_AUTH),
    secret: () => readSecret(env.WEBHOOK_SECRET_ARN ?? ''),
  };
  return httpDoor({
    contract,
    errorBody,
    metrics,
    corsOrigin: env.CORS_ORIGIN,
    respond: async (request) => {
      const proven = await proveVendor(deps, request);
      const intent = await receiveWebhook(deps, { body: request.body, ...proven });
      const deliveryId = intent.results?.[0]?.deliveryId;
      const forward = deliveryId && (await waitForForward(deps, deliveryId, env.FORWARD_WAIT_SECONDS * 1000));
      return { status: 200, body: webhookAnswer(intent, forward || undefined, env.PUBLIC_BASE_URL) };
    },
  });
});
