// Connects deliver to the ledger, the sources and the world outside.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { secretSeal } from '../../../shared/aws/secret-seal.ts';
import { secretReader } from '../../../shared/aws/secrets.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import { clock, random } from '../../../shared/edge/chance.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { queueDoor } from '../../../shared/edge/queue-door.ts';
import { readEnv } from '../../../shared/env.ts';
import { forwardReceiver } from '../../../shared/outside/forward-receiver.ts';
import { countedDeliveries, countedForwardHealth } from '../../../shared/use-cases/counted-ports.ts';
import { contract } from './contract.ts';
import { deliverResult } from './deliver-result.ts';

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { deliveries } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const accountsTable = new AccountsTable(accounts);
  const { sources, forwardHealth } = accountsTable;
  const readSecret = secretReader();
  const metrics = metricLines({ stage: env.STAGE, clock });
  const statistics = new StatisticsTable(client, env.RECORDINGS_TABLE);
  const deps = {
    ...{ sources, clock, random },
    currentSources: {
      get: (account: string, name: string) => accountsTable.getSource(account, name),
    },
    deliveries: countedDeliveries(deliveries, { metrics, statistics, log }),
    health: countedForwardHealth(forwardHealth, metrics),
    answers: new ObjectBucket(s3Client(), env.RESULTS_BUCKET).texts,
    seal: secretSeal(() => readSecret(env.SEALING_KEY_SECRET_ARN)),
    hints: new HintQueues(sqsClient(), { deliver: env.DELIVER_QUEUE_URL }),
    receiver: forwardReceiver({
      addressPolicy: env.ADDRESS_POLICY,
      allowCidrs: env.FORWARD_ALLOW_CIDRS,
      timeoutMs: env.FORWARD_TIMEOUT_SECONDS * 1000,
    }),
    claimSeconds: env.FORWARD_TIMEOUT_SECONDS + env.FORWARD_CLAIM_MARGIN_SECONDS,
    disableAfterSeconds: env.FORWARD_DISABLE_AFTER_SECONDS,
    pausesSeconds: env.FORWARD_PAUSES_SECONDS,
  };
  return queueDoor((id) => deliverResult(deps, id), metrics);
});
