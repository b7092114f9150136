// What the audio rows share: the layer's sox as a command, and a call to convert.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import type { AudioFacts } from '../../shared/domain/recording.ts';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import { type Command, compare, type Ratio, timed, timedWork } from './measure.ts';
import type { Say } from './row.ts';

export interface AudioBench {
  readonly soxDirectory: string;
  readonly scratch: string;
  readonly runs: number;
  readonly say: Say;
}

export const soxCommand = (soxDirectory: string, args: readonly string[]): Command => ({
  file: join(soxDirectory, 'lib/ld.so'),
  args: ['--library-path', 'lib', 'bin/sox', ...args],
  cwd: soxDirectory,
});

export const runCommand = async ({ file, args, cwd }: Command): Promise<void> => {
  await promisify(execFile)(file, args, { cwd, env: {} });
};

/** A WAV of telephone quality: one minute of a synthetic call, again and again. */
export const writeCall = async (path: string, minutes: number): Promise<void> => {
  const call = synthesiseCall({ seconds: 60, seed: 7 });
  const samples = new Int16Array(call.length * minutes);
  for (let minute = 0; minute < minutes; minute += 1) samples.set(call, minute * call.length);
  await writeFile(path, encodeWav(samples, 8000));
};

export interface Compared extends Ratio {
  readonly facts: AudioFacts;
}

/** Our whole conversion (detection, checks, hashes, profile) against sox alone, file to file. */
export const againstBareSox = async (
  { soxDirectory, scratch }: AudioBench,
  recording: { readonly path: string; readonly type: string; readonly effects?: readonly string[] },
  runs: number,
): Promise<Compared> => {
  const wavPath = join(scratch, 'ours.wav');
  const barePath = join(scratch, 'bare.wav');
  const decode = ['-V2', '-D', '-t', recording.type, recording.path];
  const encode = ['-t', 'wav', '-e', 'signed-integer', '-b', '16', barePath];
  const bare = timed(soxCommand(soxDirectory, [...decode, ...encode, ...(recording.effects ?? [])]));
  const convert = () => convertRecording({ sourcePath: recording.path, wavPath, soxDirectory });
  const facts = await convert();
  const ratio = await compare(timedWork(convert), bare, runs);
  await Promise.all([rm(wavPath), rm(barePath)]);
  return { ...ratio, facts };
};
