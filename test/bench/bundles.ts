// The bundles: how large they are, and what loading one costs a fresh process against a function that does nothing.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare, timed } from './measure.ts';
import type { Row, Say } from './row.ts';

const assetOf = async (assembly: string, functionName: string): Promise<string> => {
  const template = JSON.parse(await readFile(join(assembly, 'Voxgate-local.template.json'), 'utf8'));
  const ids = Object.keys(template.Resources).filter((id) => id.startsWith(`${functionName}Function`));
  const found = ids.map((id) => template.Resources[id]).find(({ Type }) => Type === 'AWS::Lambda::Function');
  const hash = String(found.Properties.Code.S3Key).replace('.zip', '');
  return join(assembly, `asset.${hash}`, 'index.js');
};

/** Loads the bundle and ends: the part of a cold start that is ours. */
const loading = (bundle: string) => ({
  file: process.execPath,
  args: ['-e', `require(${JSON.stringify(bundle)}).handler`],
});

const coldStart = async (bundle: string, hello: string, name: string, runs: number): Promise<Row> => {
  const { medianMs, baselineMs, ratio } = await compare(timed(loading(bundle)), timed(loading(hello)), runs);
  return {
    what: `${name}: load, against hello world`,
    measured: `${ratio.toFixed(2)}× (${medianMs.toFixed(0)} ms / ${baselineMs.toFixed(0)} ms)`,
    target: { text: '≤ 4.0×', isMet: ratio <= 4 },
  };
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
  say('bundles');
  const hello = join(scratch, 'hello.cjs');
  await writeFile(hello, 'exports.handler = async () => ({ statusCode: 200 });\n');
  const submit = await assetOf(assembly, 'SubmitRecording');
  const webhook = await assetOf(assembly, 'ReceiveWebhook');
  return [
    await size(submit, 'submit', 320),
    await size(webhook, 'webhook', 480),
    await coldStart(submit, hello, 'submit', runs),
    await coldStart(webhook, hello, 'webhook', runs),
  ];
};
