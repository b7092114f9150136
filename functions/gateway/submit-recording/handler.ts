// Connects submit to its table, its queue and the caller.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { defaultAccount } from '../../../shared/domain/source.ts';
import { clock, pause, random } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { countedBeginnings } from '../../../shared/use-cases/counted-ports.ts';
import { errorBody } from '../error-body.ts';
import { contract } from './contract.ts';
import { preferredWaitSeconds, readIdempotencyKey, readSubmission } from './read-submission.ts';
import { submitAnswer } from './submit-answer.ts';
import { submitRecording } from './submit-recording.ts';

/** What is left for the answer itself when the wait ends. */
const reserveMs = 2000;

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { recordings, submissions } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const { keys, sources, vendorBrake } = new AccountsTable(accounts);
  const metrics = metricLines({ stage: env.STAGE, clock });
  const deps = {
    ...{ submissions, keys, sources, vendorBrake, clock, random, pause, log },
    recordings: countedBeginnings(recordings, metrics),
    hints: new HintQueues(sqsClient(), { transcode: env.TRANSCODE_QUEUE_URL }),
    account: defaultAccount,
    hintGraceSeconds: env.HINT_GRACE_SECONDS,
    submitRatePerMinute: env.SUBMIT_RATE_PER_MINUTE,
  };
  return httpDoor({
    contract,
    errorBody,
    metrics,
    corsOrigin: env.CORS_ORIGIN,
    respond: async (request) => {
      const fields = await readSubmission(request);
      const waitSeconds = preferredWaitSeconds(request.headers.prefer) ?? env.SUBMIT_WAIT_SECONDS;
      const { recording, isReplay } = await submitRecording(deps, {
        ...fields,
        idempotencyKey: readIdempotencyKey(request),
        waitMs: Math.max(0, Math.min(waitSeconds * 1000, request.remainingMs() - reserveMs)),
      });
      return submitAnswer(recording, isReplay, env.PUBLIC_BASE_URL);
    },
  });
});
