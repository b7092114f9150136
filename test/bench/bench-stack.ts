// The whole stack for the bench: as it ships, on free ports and a directory of its own, with no sweep in between.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry } from '../../infra/local/engine/functions/functions.ts';
import { readLocalSettings } from '../../infra/local/local-settings.ts';
import { type LocalStackOptions, startLocalStack } from '../../infra/local/local-stack.ts';
import { synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { synthesise } from '../../infra/local/synthesise.ts';
import type { TestStack } from '../support/local-stack.ts';
import { runCommand, soxCommand } from './audio-bench.ts';

export interface BenchStackOptions {
  readonly tuning?: Readonly<Record<string, string>>;
  readonly engine?: LocalStackOptions['engine'];
}

/** Longer than any run: the schedule fires once, at the start. */
const never = 86_400;

/** The caller closes it. */
export const startBenchStack = async ({
  tuning = {},
  engine,
}: BenchStackOptions = {}): Promise<TestStack> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'voxgate-bench-stack-'));
  const logLines: LogEntry[] = [];
  const stack = await startLocalStack({
    settings: readLocalSettings({ PORT: '0', DATA_DIR: dataDirectory }),
    tuning,
    engine: { scheduleOverrideSeconds: never, ...engine },
    log: (entry) => logLines.push(entry),
    progress: () => {},
  });
  const close = async () => {
    await stack.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { ...stack, baseUrl: stack.engine.baseUrl, logLines, dataDirectory, close };
};

/** A call of that length in GSM, as a PBX keeps it, among the stack's recordings. @returns its URL */
export const addCall = async (stack: TestStack, minutes: number): Promise<string> => {
  const { soxLayer } = await synthesise(() => {});
  const directory = join(stack.dataDirectory, 'recordings');
  const wav = join(stack.dataDirectory, 'call.wav');
  await writeFile(wav, encodeWav(synthesiseCall({ seconds: minutes * 60, seed: 7 }), 8000));
  await runCommand(
    soxCommand(join(soxLayer.directory, 'sox'), [wav, '-t', 'gsm', join(directory, 'call.gsm')]),
  );
  await rm(wav);
  return stack.recordings.urlOf('call.gsm');
};
