// Connects transcode to everything a recording needs between its POST and the vendor.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, s3Client, sqsClient } from '../../../shared/aws/clients.ts';
import { HintQueues } from '../../../shared/aws/hint-queues.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { secretReader } from '../../../shared/aws/secrets.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import { uploadFile } from '../../../shared/aws/upload-file.ts';
import { clock, random } from '../../../shared/edge/chance.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { queueDoor } from '../../../shared/edge/queue-door.ts';
import { type Env, readEnv } from '../../../shared/env.ts';
import { callmetrik } from '../../../shared/outside/callmetrik.ts';
import { recordingAudio } from '../../../shared/outside/recording-audio.ts';
import { countedEndings, countedVendor } from '../../../shared/use-cases/counted-ports.ts';
import { contract } from './contract.ts';
import { processRecording } from './process-recording.ts';

const connectVendor = (env: Env<typeof contract.env>) => {
  const readSecret = secretReader();
  return callmetrik({
    baseUrl: env.CALLMETRIK_BASE_URL,
    userId: env.CALLMETRIK_USER_ID,
    uploadPath: env.CALLMETRIK_UPLOAD_PATH,
    tokenHeader: env.CALLMETRIK_TOKEN_HEADER,
    filePart: env.CALLMETRIK_FILE_PART,
    callbackField: env.CALLMETRIK_CALLBACK_FIELD,
    timeoutSeconds: env.VENDOR_TIMEOUT_SECONDS,
    token: () => readSecret(env.VENDOR_TOKEN_SECRET_ARN),
  });
};

const connectAudio = (env: Env<typeof contract.env>) => {
  const client = s3Client();
  const bucket = new ObjectBucket(client, env.AUDIO_BUCKET);
  return recordingAudio({
    soxDirectory: env.SOX_DIRECTORY,
    addressPolicy: env.ADDRESS_POLICY,
    allowCidrs: env.DOWNLOAD_ALLOW_CIDRS,
    limits: {
      totalTimeoutMs: env.DOWNLOAD_TIMEOUT_SECONDS * 1000,
      idleTimeoutMs: env.DOWNLOAD_IDLE_SECONDS * 1000,
      connectTimeoutMs: env.DOWNLOAD_CONNECT_SECONDS * 1000,
      maxBytes: env.DOWNLOAD_MAX_BYTES,
    },
    conversionTimeoutSeconds: env.CONVERSION_TIMEOUT_SECONDS,
    maxAudioSeconds: env.MAX_AUDIO_SECONDS,
    keep: (key, path) =>
      uploadFile(client, { bucket: env.AUDIO_BUCKET, key, contentType: 'audio/wav' }, path),
    open: (key) => bucket.openStream(key),
  });
};

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { recordings, audioIdLock, deliveries } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const { sources, vendorBrake } = new AccountsTable(accounts);
  const metrics = metricLines({ stage: env.STAGE, clock });
  const statistics = new StatisticsTable(client, env.RECORDINGS_TABLE);
  const queues = { transcode: env.TRANSCODE_QUEUE_URL, deliver: env.DELIVER_QUEUE_URL };
  const deps = {
    ...{ audioIdLock, deliveries, clock, random, log },
    recordings: countedEndings(recordings, { metrics, statistics, log }),
    ...{ sources, vendorBrake },
    jsonLogs: new ObjectBucket(s3Client(), env.RESULTS_BUCKET).jsonLogs,
    hints: new HintQueues(sqsClient(), queues),
    audio: connectAudio(env),
    vendor: countedVendor(connectVendor(env), metrics),
    publicBaseUrl: env.PUBLIC_BASE_URL,
    leaseSeconds: env.LEASE_SECONDS,
    vendorTimeoutSeconds: env.VENDOR_TIMEOUT_SECONDS,
    vendorPausesSeconds: env.VENDOR_PAUSES_SECONDS,
    tokenPauseSeconds: env.VENDOR_TOKEN_PAUSE_SECONDS,
    holdMaxSeconds: env.HOLD_MAX_SECONDS,
    fetchPausesSeconds: env.FETCH_PAUSES_SECONDS,
    ambiguousWaitSeconds: env.AMBIGUOUS_WAIT_SECONDS,
    resultWaitSeconds: env.RESULT_WAIT_SECONDS,
    vendorGiveUpSeconds: env.VENDOR_GIVE_UP_SECONDS,
    webhookGraceSeconds: env.WEBHOOK_GRACE_SECONDS,
  };
  return queueDoor((id) => processRecording(deps, id), metrics);
});
