// Our conversion, with its detection, checks and hashes, against bare sox on the same GSM.
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { synthesiseCall } from '../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../infra/local/outside/speech/wav-file.ts';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import type { Row } from './bundles.ts';
import { compare, timed, timedWork } from './measure.ts';

const minutes = [5, 60] as const;
const targets = { 5: 1.5, 60: 1.15 } as const;

export const benchAudio = async (
  soxDirectory: string,
  scratch: string,
  runs: number,
): Promise<readonly Row[]> => {
  const sox = (args: readonly string[]) => ({
    file: join(soxDirectory, 'lib/ld.so'),
    args: ['--library-path', 'lib', 'bin/sox', ...args],
    cwd: soxDirectory,
  });
  const rows: Row[] = [];
  for (const length of minutes) {
    const wav = join(scratch, `call-${length}.wav`);
    const gsm = join(scratch, `call-${length}.gsm`);
    const call = synthesiseCall({ seconds: 60, seed: 7 });
    const long = new Int16Array(call.length * length);
    for (let index = 0; index < length; index += 1) long.set(call, index * call.length);
    await writeFile(wav, encodeWav(long, 8000));
    const encode = sox([wav, '-t', 'gsm', gsm]);
    await promisify(execFile)(encode.file, encode.args, { cwd: encode.cwd, env: {} });
    const bare = timed(
      sox(['-V2', '-D', '-t', 'gsm', gsm, '-t', 'wav', '-e', 'signed-integer', '-b', '16', `${wav}.bare`]),
    );
    const ours = timedWork(async () => {
      await convertRecording({ sourcePath: gsm, wavPath: `${wav}.ours`, soxDirectory });
      await rm(`${wav}.ours`);
    });
    const { medianMs, baselineMs, ratio } = await compare(ours, bare, runs);
    const target = targets[length];
    rows.push({
      what: `${length} min of GSM, against bare sox`,
      measured: `${ratio.toFixed(2)}× (${medianMs.toFixed(0)} ms / ${baselineMs.toFixed(0)} ms)`,
      target: `≤ ${target}×`,
      isMet: ratio <= target,
    });
  }
  return rows;
};
