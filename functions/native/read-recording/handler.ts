// Connects the recording's reader to its tables and the results bucket.
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient, s3Client } from '../../../shared/aws/clients.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { RecordingsTable } from '../../../shared/aws/recordings-table.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { bearerKey } from '../bearer-key.ts';
import { errorBody } from '../error-body.ts';
import { readQuery } from '../read-query.ts';
import { recordingBody } from '../recording-body.ts';
import { contract } from './contract.ts';
import { findRecordings, readRecording } from './read-recording.ts';

const headers = { 'cache-control': 'no-store' };

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const client = documentClient();
  const { recordings, deliveries } = new RecordingsTable(client, env.RECORDINGS_TABLE);
  const accounts = { client, tableName: env.ACCOUNTS_TABLE, cacheSeconds: env.ACCOUNT_CACHE_SECONDS };
  const { keys } = new AccountsTable(accounts);
  const { jsonLogs } = new ObjectBucket(s3Client(), env.RESULTS_BUCKET);
  const deps = { recordings, deliveries, keys, jsonLogs, clock };
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    corsOrigin: env.CORS_ORIGIN,
    respond: async (request) => {
      const apiKey = bearerKey(request);
      const { id } = request.pathParameters;
      if (id !== undefined) {
        const found = await readRecording(deps, { apiKey, id });
        return { status: 200, headers, body: recordingBody(found, env.PUBLIC_BASE_URL) };
      }
      const { audioID: audioId } = readQuery(request, ['audioID']);
      if (!audioId) throw new VoxgateError('MISSING_PARAMETER', 'Missing required parameter: audioID');
      const items = await findRecordings(deps, { apiKey, audioId });
      const body = {
        items: items.map((found) => recordingBody(found, env.PUBLIC_BASE_URL)),
        nextCursor: null,
      };
      return { status: 200, headers, body };
    },
  });
});
