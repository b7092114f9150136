// The template that a stage would deploy, synthesised in process: no bundling, no packages, nothing left behind.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GatewayStack } from '../../infra/gateway-stack.ts';
import { loadStage, parseStage, type Stage, type StageInput } from '../../infra/stage.ts';
import type { FunctionContract } from '../../shared/contract.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** Runs the work with an app whose assembly lies in a directory that is gone afterwards. */
export const withApp = <Result>(work: (app: App, fakeLayerZip: string) => Result): Result => {
  const directory = mkdtempSync(join(tmpdir(), 'voxgate-synth-'));
  try {
    const layer = join(directory, 'layer.zip');
    writeFileSync(layer, 'stands in for the sox layer');
    const outdir = join(directory, 'cdk.out');
    // What the functions' code is changes nothing about the template but the names of its assets.
    const app = new App({
      outdir,
      context: { ...context, 'aws:cdk:bundling-stacks': [] },
      analyticsReporting: false,
    });
    return work(app, layer);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

export const exampleStage = (changes: Partial<StageInput> = {}): Stage => {
  const { name, callmetrik, webhookAuth } = loadStage('example');
  return parseStage({ name, callmetrik, webhookAuth, ...changes });
};

export const synthesiseStage = (stage: Stage): Template =>
  withApp((app, soxLayerZip) => Template.fromStack(new GatewayStack(app, 'Voxgate', { stage, soxLayerZip })));

export const resourcesOf = (template: Template, ...types: readonly string[]): readonly Resource[] => {
  const resources: Record<string, Record<string, unknown>> = template.toJSON().Resources;
  return Object.entries(resources)
    .filter(([, { Type }]) => types.length === 0 || types.includes(String(Type)))
    .map(([id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }]) => ({
      id,
      type: String(Type),
      properties: (Properties ?? {}) as Record<string, unknown>,
      deletionPolicy: DeletionPolicy as string | undefined,
      updateReplacePolicy: UpdateReplacePolicy as string | undefined,
    }));
};

/** @throws Error where the contract has no function in the template */
export const functionOf = (template: Template, { name }: FunctionContract): Resource => {
  const all = resourcesOf(template, 'AWS::Lambda::Function');
  const found = all.find(({ id }) => id.startsWith(`${name}Function`));
  if (!found) throw new Error(`the template has no function ${name}`);
  return found;
};

/** The environment of a function: literals, and references to other resources. */
export const variablesOf = ({ properties }: Resource): Readonly<Record<string, unknown>> => {
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  return Variables;
};

/** A stack with nothing in it, for a construct by itself. */
export const emptyStack = (app: App, props: StackProps = {}): Stack => new Stack(app, 'Empty', props);
