// The recordings that a newcomer's first call submits: made up here, encoded by the same sox that the layer brings.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { callSampleRate, synthesiseCall } from './speech/synthesise-call.ts';
import { encodeWav } from './speech/wav-file.ts';

export interface DemoRecordingsOptions {
  /** Made if need be; files of earlier starts are replaced. */
  readonly directory: string;
  /** The layer's folder `sox`, with `bin`, `lib` and `fmt` inside. */
  readonly soxDirectory: string;
}

interface DemoRecording {
  readonly name: string;
  readonly samples: () => Int16Array;
  /** What sox is told of the output; undefined is the PCM WAV itself. */
  readonly encoding: readonly string[] | undefined;
}

const firstCall = () => synthesiseCall({ seconds: 12, seed: 4430 });
const recordings: readonly DemoRecording[] = [
  { name: 'call-4430.gsm', samples: firstCall, encoding: ['-t', 'gsm'] },
  { name: 'call-4430.wav', samples: firstCall, encoding: undefined },
  {
    name: 'call-4431-wav49.wav',
    samples: () => synthesiseCall({ seconds: 9, seed: 4431 }),
    encoding: ['-t', 'wav', '-e', 'gsm-full-rate'],
  },
  {
    name: 'call-4432-ulaw.wav',
    samples: () => synthesiseCall({ seconds: 7, seed: 4432 }),
    encoding: ['-t', 'wav', '-e', 'u-law', '-b', '8'],
  },
  { name: 'silence.gsm', samples: () => new Int16Array(4 * callSampleRate), encoding: ['-t', 'gsm'] },
];

/**
 * @returns the names of the files, all of them in `directory`
 * @throws Error with what sox said when it cannot encode
 */
export async function writeDemoRecordings(options: DemoRecordingsOptions): Promise<readonly string[]> {
  await mkdir(options.directory, { recursive: true });
  // Beside the result, so that the renames stay within one file system.
  const scratch = await mkdtemp(join(options.directory, '.writing-'));
  try {
    for (const { name, samples, encoding } of recordings) {
      const wav = join(scratch, 'in.wav');
      const encoded = join(scratch, 'encoded');
      await writeFile(wav, encodeWav(samples(), callSampleRate));
      if (encoding !== undefined) await encode(options.soxDirectory, wav, encoding, encoded);
      await rename(encoding === undefined ? wav : encoded, join(options.directory, name));
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return recordings.map(({ name }) => name);
}

/** Started through the layer's own loader and from its folder, the way the transcode function starts it. */
async function encode(
  soxDirectory: string,
  wav: string,
  encoding: readonly string[],
  out: string,
): Promise<void> {
  const sox = ['--library-path', 'lib', 'bin/sox', '-V1', '-D', '-t', 'wav', wav, ...encoding, out];
  await promisify(execFile)(join(soxDirectory, 'lib/ld.so'), sox, {
    cwd: soxDirectory,
    env: {},
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
}
