// First look of the vendor simulator at an upload: strict 16-bit PCM WAV, read while it streams in.

/** What the `fmt ` chunk says. */
export interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
}

/** Where the samples go, as they come: little-endian, channels interleaved, cut anywhere. */
export interface SampleSink {
  begin(format: WavFormat): void;
  write(bytes: Buffer): void;
}

/** Says which rule the file breaks, in words fit for the answer. */
export class UnsupportedAudioError extends Error {
  override readonly name = 'UnsupportedAudioError';
}

const pcmTag = 1;
const extensibleTag = 0xfffe;
const maxHeaderBytes = 1024 * 1024;

/**
 * Takes a file piece by piece and hands its samples on. Stricter than players are: a file that only a tolerant player
 * takes is exactly what the gateway must not send.
 * Chunk layout: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
 */
export class WavReader {
  readonly #sink: SampleSink;
  #header: Buffer = Buffer.alloc(0);
  #format: WavFormat | undefined;
  #dataBytes = 0;
  #dataBytesLeft: number | undefined;
  #receivedBytes = 0;
  #riffBytes = 0;

  constructor(sink: SampleSink) {
    this.#sink = sink;
  }

  /** @throws UnsupportedAudioError as soon as the header is seen to be something else. */
  write(bytes: Buffer): void {
    this.#receivedBytes += bytes.length;
    if (this.#dataBytesLeft === undefined) {
      this.#header = Buffer.concat([this.#header, bytes]);
      const dataAt = this.#parseHeader();
      if (dataAt === undefined) return;
      this.#passOn(this.#header.subarray(dataAt));
      this.#header = Buffer.alloc(0);
      return;
    }
    this.#passOn(bytes);
  }

  /**
   * @returns the duration in sample frames
   * @throws UnsupportedAudioError when less arrived than the header promised, or nothing at all.
   */
  end(): number {
    if (this.#dataBytesLeft === undefined || this.#format === undefined) {
      throw new UnsupportedAudioError('The file ends before its data chunk');
    }
    if (this.#dataBytesLeft > 0) {
      const found = this.#dataBytes - this.#dataBytesLeft;
      throw new UnsupportedAudioError(`The header promises ${this.#dataBytes} data bytes, ${found} arrived`);
    }
    if (this.#riffBytes > this.#receivedBytes) {
      throw new UnsupportedAudioError(
        `The header promises ${this.#riffBytes} bytes, ${this.#receivedBytes} arrived`,
      );
    }
    return this.#dataBytes / (2 * this.#format.channels);
  }

  #passOn(bytes: Buffer): void {
    const left = this.#dataBytesLeft ?? 0;
    const samples = bytes.subarray(0, left);
    this.#dataBytesLeft = left - samples.length;
    if (samples.length > 0) this.#sink.write(samples);
  }

  /** @returns where the samples start, or undefined while more of the header has to come */
  #parseHeader(): number | undefined {
    const header = this.#header;
    if (header.length < 12) return undefined;
    if (header.toString('latin1', 0, 4) !== 'RIFF' || header.toString('latin1', 8, 12) !== 'WAVE') {
      throw new UnsupportedAudioError('Not a RIFF/WAVE file');
    }
    this.#riffBytes = header.readUInt32LE(4) + 8;
    let at = 12;
    while (header.length >= at + 8) {
      const id = header.toString('latin1', at, at + 4);
      const size = header.readUInt32LE(at + 4);
      if (id === 'data') return this.#startData(at + 8, size);
      if (size > maxHeaderBytes) throw new UnsupportedAudioError(`Chunk '${id}' before the data is too long`);
      if (header.length < at + 8 + size) return undefined;
      if (id === 'fmt ') this.#format = parseFormat(header.subarray(at + 8, at + 8 + size));
      at += 8 + size + (size % 2);
      if (at > maxHeaderBytes) throw new UnsupportedAudioError('No data chunk within the first megabyte');
    }
    return undefined;
  }

  #startData(at: number, size: number): number {
    if (this.#format === undefined) throw new UnsupportedAudioError('No fmt chunk before the data');
    if (size === 0) throw new UnsupportedAudioError('The data chunk is empty');
    if (size % (2 * this.#format.channels) !== 0) {
      throw new UnsupportedAudioError(
        `The data chunk of ${size} bytes holds no whole number of sample frames`,
      );
    }
    this.#dataBytes = size;
    this.#dataBytesLeft = size;
    this.#sink.begin(this.#format);
    return at;
  }
}

function parseFormat(chunk: Buffer): WavFormat {
  if (chunk.length < 16) throw new UnsupportedAudioError(`The fmt chunk has ${chunk.length} bytes, not 16`);
  const outerTag = chunk.readUInt16LE(0);
  const tag = outerTag === extensibleTag && chunk.length >= 40 ? chunk.readUInt16LE(24) : outerTag;
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bitsPerSample = chunk.readUInt16LE(14);
  if (tag !== pcmTag) {
    throw new UnsupportedAudioError(`Format tag 0x${tag.toString(16).padStart(4, '0')} is not PCM`);
  }
  if (bitsPerSample !== 16) throw new UnsupportedAudioError(`${bitsPerSample} bits per sample, not 16`);
  if (channels < 1 || channels > 8) throw new UnsupportedAudioError(`${channels} channels`);
  if (sampleRate < 4000 || sampleRate > 192_000) throw new UnsupportedAudioError(`${sampleRate} Hz`);
  if (chunk.readUInt16LE(12) !== 2 * channels || chunk.readUInt32LE(8) !== sampleRate * 2 * channels) {
    throw new UnsupportedAudioError('Block size or byte rate contradict rate and channels');
  }
  return { sampleRate, channels };
}
