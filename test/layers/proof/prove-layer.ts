// The proof of one layer: in a jail that holds nothing else, the product's converter reads every format with it.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { convertRecording } from '../../../shared/outside/convert-recording.ts';
import { readPcmWav } from '../../support/audio-wav.ts';
import { compareSamples } from './compare-samples.ts';
import { Jail, type JailOptions } from './jail.ts';
import type { ProofRecording } from './proof-recordings.ts';

const run = promisify(execFile);

export interface ProofRow {
  readonly what: string;
  readonly passed: boolean;
  /** How well it agrees, or what is wrong. */
  readonly found: string;
  readonly milliseconds: number;
}

/** Every plug-in that the layer brings shows as a format only when it and all its libraries could be loaded. */
const plugInFormats = ['amr-nb', 'amr-wb', 'flac', 'gsm', 'mp3', 'opus', 'vorbis'];

/** @param told hears of each row as it is known */
export async function proveLayer(
  options: JailOptions,
  recordings: readonly ProofRecording[],
  told: (row: ProofRow) => void = () => {},
): Promise<ProofRow[]> {
  const rows: ProofRow[] = [];
  const jail = await Jail.open(options);
  const prove = async (what: string, work: () => Promise<string>): Promise<void> => {
    const start = performance.now();
    const outcome = await work().then(
      (found) => ({ passed: true, found }),
      (error: unknown) => ({ passed: false, found: reasonOf(error) }),
    );
    const row = { what, ...outcome, milliseconds: Math.round(performance.now() - start) };
    rows.push(row);
    told(row);
  };
  try {
    await prove('plug-ins load', () => loadPlugIns(jail));
    await prove('writes to /tmp alone', () => writeInside(jail));
    for (const recording of recordings) {
      const what = [recording.format, recording.codec ?? ''].join(' ').trim();
      await prove(what, () => convertInside(jail, recording));
    }
    return rows;
  } finally {
    await jail.close();
  }
}

async function sox(jail: Jail, ...parameters: string[]): Promise<string> {
  const command = ['--inhibit-cache', '--library-path', 'lib', 'bin/sox', ...parameters];
  const { stdout } = await run(join(jail.soxDirectory, 'lib/ld.so'), command, { env: {} });
  return stdout;
}

async function loadPlugIns(jail: Jail): Promise<string> {
  const formats = /AUDIO FILE FORMATS: (.*)/.exec(await sox(jail, '--help'))?.[1]?.split(' ') ?? [];
  const absent = plugInFormats.filter((format) => !formats.includes(format));
  if (absent.length > 0) throw new Error(`could not be loaded: ${absent.join(', ')}`);
  return `${plugInFormats.length} of ${plugInFormats.length}`;
}

async function writeInside(jail: Jail): Promise<string> {
  const tone = ['synth', '0.1', 'sine', '440'];
  await sox(jail, '-n', '/tmp/tone.wav', ...tone);
  for (const folder of ['/opt/sox', '/opt', '']) {
    const refused = await sox(jail, '-n', `${folder}/tone.wav`, ...tone).then(
      () => false,
      (error: unknown) => /Permission denied|Read-only file system/.test(reasonOf(error)),
    );
    if (!refused) throw new Error(`a file could be written to ${folder}/`);
  }
  return 'elsewhere refused';
}

async function convertInside(jail: Jail, expected: ProofRecording): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'voxgate-proof-'));
  try {
    const [sourcePath, wavPath] = [join(directory, 'recording'), join(directory, 'wav')];
    await writeFile(sourcePath, expected.recording);
    const facts = await convertRecording({ sourcePath, wavPath, soxDirectory: jail.soxDirectory });
    if (facts.sourceFormat !== expected.format) throw new Error(`was taken for ${facts.sourceFormat}`);
    return compareSamples(readPcmWav(await readFile(wavPath)).samples, expected);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** In one line; what sox said is the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`.replace(/\s+/g, ' ').trim();
}
