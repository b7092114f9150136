// `cdk synth -c stage=<name>`: one app, one stack per stage.
import { App } from 'aws-cdk-lib';
import { buildSoxLayer } from '../layers/sox/build-sox-layer.ts';
import { addStage } from './add-stage.ts';
import { loadStage } from './stage.ts';

const app = new App();
const stageName: unknown = app.node.tryGetContext('stage');
const stage = loadStage(typeof stageName === 'string' ? stageName : 'example');
const { zipFile } = await buildSoxLayer({ arch: stage.architecture, log: (line) => console.error(line) });
addStage(app, stage, zipFile);
app.synth();
