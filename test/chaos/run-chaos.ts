// One chaos run, from the first process to the verdict. Whatever happens, it ends, and leaves neither process nor file.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { synthesise } from '../../infra/local/synthesise.ts';
import { toAnswer } from '../support/gateway-client.ts';
import { chaosSettings } from './chaos-settings.ts';
import { collectEvidence } from './collect-evidence.ts';
import { findFreePort } from './free-port.ts';
import { Observer } from './observer.ts';
import { putLoad } from './put-load.ts';
import type { ReportRow } from './report-row.ts';
import { type ChaosOptions, type Scene, type Secrets, troubledSource } from './scene.ts';
import { StackProcess } from './stack-process.ts';
import { judge } from './verdict.ts';
import { waitForEnd } from './wait-for-end.ts';
import { type SourceName, sourceNames, startWorld, type World } from './world.ts';

const makeSecrets = (): Secrets => ({
  adminKey: `chaos-admin-${randomBytes(12).toString('hex')}`,
  vendorToken: `chaos-token-${randomBytes(12).toString('hex')}`,
  signingSecret: `whsec_${randomBytes(24).toString('base64')}`,
  canary: `canary${randomBytes(6).toString('hex')}`,
});

const keysSchema = z.object({ demoKeys: z.record(z.string(), z.string()) });

const vendorSources: Readonly<Record<SourceName, string>> = { PBXdemo: 'pbx', CCDdemo: 'ccd' };

const maxPutTries = 20;

/** One source as most are; the other one wants every result, signed. */
const putSources = async (baseUrl: string, secrets: Secrets, world: World): Promise<void> => {
  for (const name of sourceNames) {
    const isTroubled = name === troubledSource;
    const put = async () => {
      const response = await fetch(`${baseUrl}/v1/admin/sources/${name}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${secrets.adminKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          vendorSource: vendorSources[name],
          forwardUrl: world.receivers[name].url,
          ...(isTroubled && { forward: 'always', signingSecret: secrets.signingSecret }),
        }),
      });
      return toAnswer(response);
    };
    let { status, text } = await put();
    // The chaos has begun: it may be this very function that it kills.
    for (let tries = 1; status >= 500 && tries < maxPutTries; tries += 1) ({ status, text } = await put());
    if (status !== 200) throw new Error(`the source ${name} was not written: ${status} ${text}`);
  }
};

const run = async (scene: Scene): Promise<readonly ReportRow[]> => {
  const { observer } = scene;
  observer.start();
  try {
    const load = await putLoad(scene);
    const problems = await waitForEnd(scene, load.submitted);
    await observer.stop();
    return judge(await collectEvidence(scene, load, problems));
  } finally {
    await observer.stop();
  }
};

/** @throws Error when the stack does not start, or not again */
export const runChaos = async (options: ChaosOptions): Promise<readonly ReportRow[]> => {
  const startedAt = Date.now();
  const directory = await mkdtemp(join(tmpdir(), 'voxgate-chaos-'));
  const dataDirectory = join(directory, 'data');
  const errorFile = join(directory, 'stderr.log');
  const secrets = makeSecrets();
  const port = await findFreePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const { soxLayer } = await synthesise(options.log);
  const world = await startWorld({
    directory,
    soxDirectory: join(soxLayer.directory, 'sox'),
    webhookUrl: `${baseUrl}/voiceTranscription/voiceTranscriptionWebhook.php`,
    vendorToken: secrets.vendorToken,
    seed: options.seed,
  });
  const environment = {
    ...chaosSettings(options.recordings),
    PORT: String(port),
    DATA_DIR: dataDirectory,
    ADMIN_KEY: secrets.adminKey,
    // What is judged is what this run submitted.
    DEMO_DATA: 'false',
    CALLMETRIK_BASE_URL: world.vendor.baseUrl,
    CALLMETRIK_TOKEN: secrets.vendorToken,
  };
  const stack = new StackProcess({ environment, seed: options.seed, errorFile });
  const onExit = () => {
    stack.abandon();
    if (!options.keep) rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', onExit);
  try {
    await stack.start(true);
    await putSources(baseUrl, secrets, world);
    const { demoKeys } = keysSchema.parse(
      JSON.parse(await readFile(join(dataDirectory, 'keys.json'), 'utf8')),
    );
    const observer = new Observer(dataDirectory);
    return await run({
      ...{ options, startedAt, baseUrl, dataDirectory, errorFile },
      ...{ secrets, demoKeys, world, stack, observer },
    });
  } finally {
    await stack.kill();
    await stack.close();
    await world.close();
    process.off('exit', onExit);
    if (options.keep) options.log(`Kept: ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
};
