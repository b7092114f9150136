// Connects the sweeper to the due index, the queues and what settling a webhook needs.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { DueIndex } from '../../../shared/aws/due-index.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { countedEndings } from '../../../shared/use-cases/counted-ports.ts';
import { contract } from './contract.ts';
import { expireRecording } from './expire-recording.ts';
import { lookOverWaiting } from './look-over-waiting.ts';
import { sweepDue } from './sweep-due.ts';

/** Kept of the time limit for what is under way when the time is up; the next minute goes on with the rest. */
const reserveSeconds = 10;
const lookSeconds = 10;

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { recordings, webhooks, deliveries, belongings, removals } = new RecordingsTable(
    client,
    env.RECORDINGS_TABLE,
  );
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const results = new ObjectBucket(s3Client(), env.RESULTS_BUCKET);
  const queues = { transcode: env.TRANSCODE_QUEUE_URL, deliver: env.DELIVER_QUEUE_URL };
  const metrics = metricLines({ stage: env.STAGE, clock });
  const statistics = new StatisticsTable(client, env.RECORDINGS_TABLE);
  const sources = new AccountsTable(accounts).sources;
  const expiry = {
    ...{ recordings, deliveries, webhooks, belongings, removals, sources, clock, log },
    audioObjects: new ObjectBucket(s3Client(), env.AUDIO_BUCKET),
    resultObjects: results,
  };
  const deps = {
    ...{ sources, belongings, removals, webhooks, deliveries, metrics, clock, log, lookSeconds },
    resultObjects: results,
    recordings: countedEndings(recordings, { metrics, statistics, log }),
    due: new DueIndex(client, env.RECORDINGS_TABLE),
    jsonLogs: results.jsonLogs,
    rawBodies: results.texts,
    hints: new HintQueues(sqsClient(), queues),
    expire: (recordingId: string) => expireRecording(expiry, recordingId),
    publicBaseUrl: env.PUBLIC_BASE_URL,
    settlePauseSeconds: env.SETTLE_PAUSE_SECONDS,
    sweepSeconds: contract.timeoutSeconds - reserveSeconds - lookSeconds,
  };
  return async (_event: unknown): Promise<void> => {
    // Before the look, which may take its time: which minute it is decides who gets a hint.
    const nowMs = clock.now();
    await lookOverWaiting(deps);
    const due = await sweepDue(deps, nowMs);
    if (due > 0) log.info('swept', { due });
  };
});
