// `cdk synth -c stage=<name>`: one app, one stack per stage.
import { App } from 'aws-cdk-lib';
import { buildSoxLayer } from '../layers/sox/build-sox-layer.ts';
import { addStage } from './add-stage.ts';
import { exampleName, readSettings } from './deploy/read-settings.ts';
import type { Stage } from './stage.ts';

/** Undefined once it was said what is wrong. */
const readStage = (name: unknown): Stage | undefined => {
  try {
    return readSettings(typeof name === 'string' ? name : exampleName);
  } catch (error) {
    console.error(`✗ ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
    return undefined;
  }
};

const app = new App();
const stage = readStage(app.node.tryGetContext('stage'));
if (stage) {
  const { zipFile } = await buildSoxLayer({
    arch: stage.architecture,
    log: (line) => console.error(line),
  });
  addStage(app, stage, zipFile);
  app.synth();
}
