// Where decoded samples go: a WAV file whose header is written last, when its length is known and not before.
import { type FileHandle, open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pcmHeaderBytes, pcmWavHeader, type WavShape } from '../domain/wav-header.ts';

export class WavSink {
  readonly #file: FileHandle;
  readonly #maxDataBytes: number;
  readonly #tooLong: () => Error;
  #dataBytes = 0;

  private constructor(file: FileHandle, maxDataBytes: number, tooLong: () => Error) {
    this.#file = file;
    this.#maxDataBytes = maxDataBytes;
    this.#tooLong = tooLong;
  }

  /** @param tooLong makes the error that a stream of more than `maxDataBytes` ends with. */
  static async open(path: string, maxDataBytes: number, tooLong: () => Error): Promise<WavSink> {
    return new WavSink(await open(path, 'w', 0o600), maxDataBytes, tooLong);
  }

  get dataBytes(): number {
    return this.#dataBytes;
  }

  /** Takes 16-bit little-endian samples, channels interleaved. */
  samples(): Writable {
    return new Writable({
      highWaterMark: 256 * 1024,
      write: (chunk: Buffer, _encoding, done) => {
        this.#append(chunk).then(() => done(), done);
      },
    });
  }

  /** Makes the file a WAV. */
  async finish(shape: WavShape): Promise<void> {
    await writeWhole(this.#file, pcmWavHeader(shape, this.#dataBytes), 0);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #append(chunk: Buffer): Promise<void> {
    if (this.#dataBytes + chunk.length > this.#maxDataBytes) throw this.#tooLong();
    await writeWhole(this.#file, chunk, pcmHeaderBytes + this.#dataBytes);
    this.#dataBytes += chunk.length;
  }
}

/** The system may write less than it was asked to, notably on a disk that is filling up. */
async function writeWhole(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
