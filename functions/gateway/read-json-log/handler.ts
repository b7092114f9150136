// Connects the JSON log's reader to the results bucket.
import { s3Client } from '../../../shared/aws/clients.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { errorBody } from '../error-body.ts';
import { contract } from './contract.ts';
import { readJsonLog } from './read-json-log.ts';

/** Only the reader's own cache may keep it, and must ask again: logs are deleted. */
const headers = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const { jsonLogs } = new ObjectBucket(s3Client(), env.RESULTS_BUCKET);
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    corsOrigin: env.CORS_ORIGIN,
    respond: async (request) => ({
      status: 200,
      headers,
      body: await readJsonLog({ jsonLogs }, request.pathParameters.file ?? ''),
    }),
  });
});
