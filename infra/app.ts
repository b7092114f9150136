// `cdk synth -c stage=<name>`: one app, one stack per stage.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { buildSoxLayer } from '../layers/sox/build-sox-layer.ts';
import { GatewayStack } from './gateway-stack.ts';
import { loadStage } from './stage.ts';

const app = new App();
const stageName: unknown = app.node.tryGetContext('stage');
const stage = loadStage(typeof stageName === 'string' ? stageName : 'example');
const { zipFile } = await buildSoxLayer({ arch: stage.architecture, log: (line) => console.error(line) });
new GatewayStack(app, `Voxgate-${stage.name}`, { stage, soxLayerZip: zipFile });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
