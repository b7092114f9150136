// The bundles that callers and the vendor wait for: their size, their cold start, and what they load.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contract as webhookContract } from '../../functions/gateway/receive-webhook/contract.ts';
import { contract as submitContract } from '../../functions/gateway/submit-recording/contract.ts';
import { benchColdStart } from './cold-start.ts';
import { loadedModules } from './loaded-modules.ts';
import type { Row, Say } from './row.ts';

const assetOf = async (assembly: string, functionName: string): Promise<string> => {
  const template = JSON.parse(await readFile(join(assembly, 'Voxgate-local.template.json'), 'utf8'));
  const ids = Object.keys(template.Resources).filter((id) => id.startsWith(`${functionName}Function`));
  const found = ids.map((id) => template.Resources[id]).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const hash = String(found.Properties.Code.S3Key).replace('.zip', '');
  return join(assembly, `asset.${hash}`, 'index.js');
};

const size = async (bundle: string, name: string, limitKb: number): Promise<Row> => {
  const kb = (await stat(bundle)).size / 1024;
  return {
    what: `${name}: bundle`,
    measured: `${kb.toFixed(0)} KB`,
    target: { text: `≤ ${limitKb} KB`, isMet: kb <= limitKb },
  };
};

export const benchBundles = async (
  assembly: string,
  scratch: string,
  runs: number,
  say: Say,
): Promise<readonly Row[]> => {
  say('bundles: size, cold start, modules');
  const hello = join(scratch, 'hello.cjs');
  await writeFile(hello, 'exports.handler = async () => ({ statusCode: 200 });\n');
  const submit = await asCommonJs(await assetOf(assembly, submitContract.name), scratch, 'submit');
  const webhook = await asCommonJs(await assetOf(assembly, webhookContract.name), scratch, 'webhook');
  const recording = { audioID: '1', voicefileURL: 'http://127.0.0.1/1.gsm', audioSource: 'PBXdemo' };
  return [
    await size(submit, 'submit', 320),
    await size(webhook, 'webhook', 480),
    ...benchColdStart('submit', submit, hello, runs),
    ...benchColdStart('webhook', webhook, hello, runs),
    await loadedModules('submit', submit, submitContract, recording),
    await loadedModules('webhook', webhook, webhookContract, { audioID: '1', transcription: 'one' }),
  ];
};

/** On Lambda no package.json lies above a bundle; here the project's own would have Node try it as a module first. */
const asCommonJs = async (bundle: string, scratch: string, name: string): Promise<string> => {
  const copy = join(scratch, `${name}.cjs`);
  await writeFile(copy, await readFile(bundle));
  return copy;
};
