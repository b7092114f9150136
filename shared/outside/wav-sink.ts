// Where decoded samples go: into a WAV file whose header is written last, when its length is known, and under its hash and profile.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type AudioProfile, AudioProfiler } from '../domain/audio-profile.ts';
import { pcmHeaderBytes, pcmWavHeader, type WavShape } from '../domain/wav-header.ts';
import { sha256OfFile } from './audio-file.ts';

export interface WavSinkProps extends WavShape {
  readonly path: string;
  readonly maxDataBytes: number;
  /** Makes the error that a stream of more than `maxDataBytes` ends with. */
  readonly tooLong: () => Error;
  /** So many the samples must come to: known before, the header is hashed first. @default the file is read again for its hash */
  readonly expectedDataBytes?: number | undefined;
}

export interface FinishedWav {
  readonly sha256: string;
  readonly profile: AudioProfile;
}

export class WavSink {
  readonly #props: WavSinkProps;
  readonly #file: FileHandle;
  readonly #hash: Hash | undefined;
  readonly #profiler: AudioProfiler;
  #dataBytes = 0;

  private constructor(props: WavSinkProps, file: FileHandle, hash: Hash | undefined) {
    this.#props = props;
    this.#file = file;
    this.#hash = hash;
    this.#profiler = new AudioProfiler(props);
  }

  static async open(props: WavSinkProps): Promise<WavSink> {
    const { path, expectedDataBytes, maxDataBytes } = props;
    const isKnown = expectedDataBytes !== undefined && expectedDataBytes <= maxDataBytes;
    const hash = isKnown ? createHash('sha256').update(pcmWavHeader(props, expectedDataBytes)) : undefined;
    return new WavSink(props, await open(path, 'w', 0o600), hash);
  }

  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Takes 16-bit little-endian samples, channels interleaved; a chunk may end anywhere. */
  async append(chunk: Buffer): Promise<void> {
    if (this.#dataBytes + chunk.length > this.#props.maxDataBytes) throw this.#props.tooLong();
    const written = writeWhole(this.#file, chunk, pcmHeaderBytes + this.#dataBytes);
    this.#dataBytes += chunk.length;
    this.#hash?.update(chunk);
    this.#profiler.add(chunk);
    await written;
  }

  /** Makes the file a WAV. */
  async finish(): Promise<FinishedWav> {
    await writeWhole(this.#file, pcmWavHeader(this.#props, this.#dataBytes), 0);
    const isAsExpected = this.#dataBytes === this.#props.expectedDataBytes;
    const hash = isAsExpected ? this.#hash?.digest('hex') : undefined;
    return { sha256: hash ?? (await sha256OfFile(this.#props.path)), profile: this.#profiler.profile() };
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** The system may write less than it was asked to, notably on a disk that is filling up. */
async function writeWhole(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
