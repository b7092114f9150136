// Connects the operator's recording routes to the tables and the transcode queue.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { countedBeginnings } from '../../../shared/use-cases/counted-ports.ts';
import { errorBody } from '../../native/error-body.ts';
import { findDeliveries } from '../../native/find-deliveries.ts';
import { recordingBody } from '../../native/recording-body.ts';
import { adminAccount, readJson } from '../admin-door.ts';
import { contract, retryBody } from './contract.ts';
import { retryRecording } from './retry-recording.ts';

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { recordings, deliveries } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const { keys, sources } = new AccountsTable(accounts);
  const metrics = metricLines({ stage: env.STAGE, clock });
  const deps = {
    ...{ deliveries, keys, sources, clock, log },
    recordings: countedBeginnings(recordings, metrics),
    hints: new HintQueues(sqsClient(), { transcode: env.TRANSCODE_QUEUE_URL }),
    hintGraceSeconds: env.HINT_GRACE_SECONDS,
    webhookGraceSeconds: env.WEBHOOK_GRACE_SECONDS,
  };
  return httpDoor({
    contract,
    errorBody,
    metrics,
    respond: async (request) => {
      const account = await adminAccount(deps, request);
      const { id = '' } = request.pathParameters;
      const { force = false } = request.body.length === 0 ? {} : readJson(request, retryBody);
      const recording = await retryRecording(deps, { account, id, isForced: force });
      const found = { recording, deliveries: await findDeliveries(deps, recording), storedBody: undefined };
      return {
        status: 202,
        headers: { 'cache-control': 'no-store' },
        body: recordingBody(found, env.PUBLIC_BASE_URL),
      };
    },
  });
});
