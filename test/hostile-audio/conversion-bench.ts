// Where every hostile file is converted, by the real converter with the real sox, and what must be true however that ends.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AudioFacts } from '../../shared/domain/recording.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { type ConversionLimits, convertRecording } from '../../shared/outside/convert-recording.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { readStrictWav } from './strict-wav.ts';

export interface Converted {
  readonly kind: 'converted';
  readonly facts: AudioFacts;
  readonly samples: Buffer;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  readonly cause: string;
}

export type Verdict = Converted | Refused;

const timeoutSeconds = 10;
/** On a busy machine a conversion may wait for its turn; what hangs goes on for ever. */
const patienceMs = (timeoutSeconds + 10) * 1000;

export class ConversionBench {
  readonly audio: AudioBench;
  /** Only a command that was run out of a recording creates it. */
  readonly canary: string;
  /** By its own path to the layer this bench's sox is told from anybody else's. */
  readonly soxDirectory: string;
  #count = 0;

  private constructor(audio: AudioBench) {
    this.audio = audio;
    this.canary = audio.path('canary');
    this.soxDirectory = audio.path('layer');
  }

  static async open(): Promise<ConversionBench> {
    const bench = new ConversionBench(await AudioBench.open());
    await symlink(bench.audio.soxDirectory, bench.soxDirectory);
    return bench;
  }

  close(): Promise<void> {
    return this.audio.close();
  }

  /** @throws Error when anything is not as it must be whatever the file holds. */
  async judge(bytes: Buffer, limits: Partial<ConversionLimits> = {}): Promise<Verdict> {
    this.#count += 1;
    const directory = this.audio.path(`conversion-${this.#count}`);
    await mkdir(directory);
    const [sourcePath, wavPath] = [join(directory, 'source.bin'), join(directory, 'audio.wav')];
    await writeFile(sourcePath, bytes);
    const startMs = performance.now();
    const { soxDirectory } = this;
    const verdict = await convertRecording({
      ...{ sourcePath, wavPath, soxDirectory },
      limits: { timeoutSeconds, ...limits },
    }).then((facts) => this.#checkSuccess(facts, bytes, wavPath, limits), checkRefusal);
    must(performance.now() - startMs < patienceMs, 'The conversion went on past its time limit');
    const left = await readdir(directory);
    const expected = verdict.kind === 'converted' ? ['audio.wav', 'source.bin'] : ['source.bin'];
    must(left.sort().join() === expected.join(), `The conversion left ${left} behind`);
    must((await readFile(sourcePath)).equals(bytes), 'The conversion changed its source');
    must(!existsSync(this.canary), 'A command in the recording was run');
    await rm(directory, { recursive: true });
    return verdict;
  }

  async #checkSuccess(
    facts: AudioFacts,
    source: Buffer,
    wavPath: string,
    limits: Partial<ConversionLimits>,
  ): Promise<Converted> {
    const wav = await readFile(wavPath);
    const { channels, sampleRateHz, samples, isBare } = readStrictWav(wav);
    must(facts.channels === channels && facts.sampleRateHz === sampleRateHz, 'The facts name another shape');
    must(facts.frames > 0 && samples.length === facts.frames * channels * 2, 'The facts name another length');
    must(Math.abs(facts.durationSeconds - facts.frames / sampleRateHz) < 0.001, 'The duration is wrong');
    must(facts.wavBytes === wav.length && wav.length <= (limits.maxWavBytes ?? 2e9), 'The size is wrong');
    must(facts.frames <= (limits.maxDurationSeconds ?? 12 * 3600) * sampleRateHz, 'It is past the limit');
    must(facts.wavSha256 === sha256(wav) && facts.sourceSha256 === sha256(source), 'A hash is wrong');
    must(isBare || wav.equals(source), 'The result is neither bare nor the source itself');
    must(facts.warnings.length <= 12, `${facts.warnings.length} warnings`);
    for (const warning of facts.warnings) must(/^[ -~]{5,300}$/.test(warning), `A warning is ${warning}`);
    return { kind: 'converted', facts, samples };
  }
}

/** Words and codes that a caller may be shown: one printable sentence that says nothing of the inside. */
function checkRefusal(error: unknown): Refused {
  if (!(error instanceof VoxgateError)) throw error;
  const { code, message } = error;
  must(/^(CONVERSION|DOWNLOAD)_FAILED$/.test(code), `The code is ${code}`);
  must(/^[A-Z][ -~]{10,250}\.$/.test(message), `No sentence: ${message}`);
  must(!/(^|[\s"'(])\/|\w\/\w+\/|\\|node:|\.ts\b|Error|sox\b|undefined|NaN|ENO|EPIPE/.test(message), message);
  must(!/took longer/.test(message), 'A small file took the whole time limit');
  return { kind: 'refused', code, message, cause: error.cause instanceof Error ? error.cause.message : '' };
}

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Does the work for each item, a few at a time. */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}
