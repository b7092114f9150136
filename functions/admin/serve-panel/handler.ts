// Connects the panel's routes to its built files, which lie beside the function's code.
import { join } from 'node:path';
import { s3Client } from '../../../shared/aws/clients.ts';
import { ObjectBucket } from '../../../shared/aws/object-bucket.ts';
import { clock, random } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { errorBody } from '../../native/error-body.ts';
import { contract } from './contract.ts';
import { panelFiles } from './panel-files.ts';
import { servePanel } from './serve-panel.ts';

/** Where links to the bucket's objects lead, on AWS and elsewhere: a link to one that nobody asks for tells it. */
const originOf = (bucket: ObjectBucket): (() => Promise<string>) => {
  let origin: Promise<string> | undefined;
  return () => {
    origin ??= bucket.signedUrl('origin', 60).then((url) => new URL(url).origin);
    // What failed once is tried again.
    origin.catch(() => {
      origin = undefined;
    });
    return origin;
  };
};

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const deps = {
    // AWS sets it for every function: the folder with the code.
    files: panelFiles(join(process.env.LAMBDA_TASK_ROOT ?? '', 'panel')),
    mediaOrigin: originOf(new ObjectBucket(s3Client(), env.AUDIO_BUCKET)),
    random,
  };
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    respond: ({ pathParameters, headers }) =>
      servePanel(deps, { path: pathParameters.path ?? '', acceptEncoding: headers['accept-encoding'] }),
  });
});
