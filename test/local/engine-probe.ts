// Beneath the tests of the engine's functions: one code that does as its event says, under several limits.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../../infra/local/engine/functions/worker.ts';
import type { AssemblySpec } from './engine-assembly.ts';
import { type SharedEngine, sharedEngineTest } from './engine-test.ts';
import { fileGate } from './file-gate.ts';
import { zipOf } from './zip-of.ts';

const probe = `${fileGate}
  const fs = require('node:fs');
  const { execFileSync, spawn } = require('node:child_process');
  let count = 0;
  exports.handler = async (event, context) => {
    switch (event.do) {
      case 'environment': return { env: process.env, pid: process.pid, argv: process.execArgv, cwd: process.cwd() };
      case 'context': return { ...context, remaining: context.getRemainingTimeInMillis() };
      case 'count': return (count += 1);
      case 'wait': console.log('waiting ' + event.id + ' ' + process.pid);
        await opened(event.file);
        return { id: event.id, pid: process.pid };
      case 'hang': return new Promise(() => {});
      case 'busy': console.log('busy'); for (;;);
      case 'exit': process.exit(3);
      case 'throw': throw new RangeError('out of range');
      case 'temporary': fs.writeFileSync(process.env.TMPDIR + '/kept', 'x'); return process.env.TMPDIR;
      case 'large': return 'x'.repeat(event.bytes);
      case 'memory': { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }
      case 'tool': return { at: process.env.TOOL, says: execFileSync(process.env.TOOL).toString() };
      case 'child': { const child = spawn('sleep', ['300']); console.log('child ' + child.pid); return new Promise(() => {}); }
      case 'print': process.stdout.write('no newline at the end'); return null;
    }
  };
`;

function specIn(directory: string): AssemblySpec {
  const zip = path.join(directory, 'layer.zip');
  writeFileSync(zip, zipOf({ 'sox/bin/tool': { mode: 0o755, text: '#!/bin/sh\necho from the layer\n' } }));
  // As in the project's own checkout: the bundles lie below a package.json that would make them modules.
  writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
  return {
    assets: { 'layer.zip': zip },
    resources: {
      Tools: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Key: 'layer.zip' } } },
    },
    functions: {
      Probe0A1B2C3D: {
        code: probe,
        properties: {
          Timeout: 20,
          MemorySize: 256,
          Layers: [{ Ref: 'Tools' }],
          Environment: {
            Variables: { TOOL: '/opt/sox/bin/tool', SETTING: 'from the template', EMPTY: '' },
          },
        },
      },
      Quick: { code: probe, properties: { Timeout: 1 } },
      Small: { code: probe, properties: { MemorySize: 128, Timeout: 30 } },
      Single: { code: probe, properties: { ReservedConcurrentExecutions: 1, Timeout: 20 } },
      Broken: { code: 'throw new TypeError("cannot start");' },
      Nameless: { code: 'exports.other = 1;' },
    },
  };
}

type AnswerOf = (name: string, event: unknown) => Promise<unknown>;

export const engineProbeTest = sharedEngineTest(specIn, {
  environment: { SETTING: 'from the caller' },
  limits: { maxWorkers: 3, maxWaiting: 4, idleSeconds: 60 },
}).extend<{ answerOf: AnswerOf }>({
  answerOf: async ({ engine }: SharedEngine, use: (answerOf: AnswerOf) => Promise<void>) =>
    use(async (name, event) => {
      const outcome = await engine.invoke(name, event);
      if (!outcome.ok) throw new Error(outcome.error.errorMessage);
      return JSON.parse(outcome.answer);
    }),
});

export function errorOf(outcome: Outcome): { errorType: string; errorMessage: string } {
  if (outcome.ok) throw new Error(`expected a failure, got ${outcome.answer}`);
  return outcome.error;
}
