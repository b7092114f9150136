// Connects the operator's recording routes to the tables, the buckets and the transcode queue.
import { s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingLists } from '../../../shared/aws/recording-lists.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { type Env, readEnv } from '../../../shared/env.ts';
import { countedBeginnings } from '../../../shared/use-cases/counted-ports.ts';
import { findDeliveries } from '../../native/find-deliveries.ts';
import { recordingBody } from '../../native/recording-body.ts';
import { type AdminAdapters, adminAdapters, adminDoor } from '../admin-door.ts';
import { readListRequest } from '../list-request.ts';
import { readOptionalJson } from '../read-body.ts';
import { contract, retryBody } from './contract.ts';
import { listRecordings } from './list-recordings.ts';
import { removeRecording } from './remove-recording.ts';
import { retryRecording } from './retry-recording.ts';
import { showRecording } from './show-recording.ts';

const statuses = ['processing', 'completed', 'failed'];

const connect = (env: Env<typeof contract.env>, adapters: AdminAdapters) => {
  const { client, accounts, metrics, clock, log, publicBaseUrl } = adapters;
  const { recordings, ...table } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const audio = new ObjectBucket(s3Client(), env.AUDIO_BUCKET);
  const results = new ObjectBucket(s3Client(), env.RESULTS_BUCKET);
  return {
    ...table,
    ...{ clock, log, publicBaseUrl },
    sources: accounts.sources,
    recordings: countedBeginnings(recordings, metrics),
    lists: new RecordingLists(client, env.RECORDINGS_TABLE),
    ...{ audioLinks: audio, audioObjects: audio },
    ...{ resultObjects: results, jsonLogs: results.jsonLogs, answers: results.texts },
    hints: new HintQueues(sqsClient(), { transcode: env.TRANSCODE_QUEUE_URL }),
    hintGraceSeconds: env.HINT_GRACE_SECONDS,
    webhookGraceSeconds: env.WEBHOOK_GRACE_SECONDS,
    logRetentionDays: env.LOG_RETENTION_DAYS,
  };
};

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const adapters = adminAdapters(env);
  const deps = connect(env, adapters);
  return adminDoor(contract, adapters, {
    'GET /v1/admin/recordings': async (request, { account }) => ({
      status: 200,
      body: await listRecordings(deps, readListRequest(request, account, statuses)),
    }),
    'GET /v1/admin/recordings/{id}': async ({ pathParameters: { id = '' } }, { account }) => ({
      status: 200,
      body: await showRecording(deps, account, id),
    }),
    'POST /v1/admin/recordings/{id}/retry': async (request, { account }) => {
      const { id = '' } = request.pathParameters;
      const { force = false } = readOptionalJson(request, retryBody);
      const recording = await retryRecording(deps, { account, id, isForced: force });
      const found = { recording, deliveries: await findDeliveries(deps, recording), storedBody: undefined };
      return { status: 202, body: recordingBody(found, deps.publicBaseUrl) };
    },
    'DELETE /v1/admin/recordings/{id}': async ({ pathParameters: { id = '' } }, { account }) => {
      const receipt = await removeRecording(deps, account, id);
      return { status: receipt.isComplete ? 200 : 202, body: receipt };
    },
  });
});
