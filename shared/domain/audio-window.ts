// Lets the sniffers that walk a whole file frame by frame read it in large pieces.
import type { AudioSource } from './audio-format.ts';

const windowBytes = 256 * 1024;

export class AudioWindow {
  readonly #source: AudioSource;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(source: AudioSource) {
    this.#source = source;
  }

  /** Gives `length` bytes from `offset` on, fewer only where the source ends. A view: valid until the next call. */
  async at(offset: number, length: number): Promise<Buffer> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.length) {
      this.#bytes = await this.#source.read(offset, Math.max(length, windowBytes));
      this.#start = offset;
    }
    const from = offset - this.#start;
    return this.#bytes.subarray(from, from + length);
  }
}
