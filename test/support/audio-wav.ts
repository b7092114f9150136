// WAV files for tests, chunk by chunk, so that a test can tell any lie a recorder has told; and a reader that believes none.

/** A RIFF chunk, padded to an even length. `claimedBytes` is what its header says. */
export function riffChunk(id: string, body: Buffer, claimedBytes = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(claimedBytes, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

export function riffFile(chunks: readonly Buffer[], claimedBytes?: number): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return riffChunk('RIFF', body, claimedBytes ?? body.length);
}

export interface FormatFacts {
  readonly formatTag?: number;
  readonly channels?: number;
  readonly sampleRateHz?: number;
  readonly bitsPerSample?: number;
  readonly blockBytes?: number;
}

/** The body of a `fmt ` chunk; 16-bit PCM, mono, 8 kHz unless told. */
export function formatBody({
  formatTag = 1,
  channels = 1,
  sampleRateHz = 8000,
  bitsPerSample = 16,
  blockBytes = (channels * bitsPerSample) / 8,
}: FormatFacts = {}): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(formatTag, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(sampleRateHz, 4);
  body.writeUInt32LE(sampleRateHz * blockBytes, 8);
  body.writeUInt16LE(blockBytes, 12);
  body.writeUInt16LE(bitsPerSample, 14);
  return body;
}

/** The same format said the long way: WAVE_FORMAT_EXTENSIBLE with the tag in its GUID. */
export function extensibleBody(facts: FormatFacts = {}): Buffer {
  const plain = formatBody(facts);
  const tag = plain.readUInt16LE(0);
  plain.writeUInt16LE(0xfffe, 0);
  const extension = Buffer.alloc(10);
  extension.writeUInt16LE(22, 0);
  extension.writeUInt16LE(plain.readUInt16LE(14), 2);
  extension.writeUInt32LE(0x3, 4);
  extension.writeUInt16LE(tag, 8);
  return Buffer.concat([plain, extension, Buffer.from('000000001000800000aa00389b71', 'hex')]);
}

/** A flawless WAV file. */
export function wavFile(samples: Buffer, facts: FormatFacts = {}): Buffer {
  return riffFile([riffChunk('fmt ', formatBody(facts)), riffChunk('data', samples)]);
}

export interface PcmWav {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly samples: Buffer;
}

/** Reads a WAV of 16-bit PCM strictly: canonical header, every length true. @throws Error otherwise */
export function readPcmWav(file: Buffer): PcmWav {
  const samples = file.subarray(44);
  const channels = file.readUInt16LE(22);
  const sampleRateHz = file.readUInt32LE(24);
  const canonical = wavFile(samples, { channels, sampleRateHz });
  if (!file.equals(canonical)) throw new Error(`No canonical WAV: ${file.toString('hex', 0, 44)}`);
  return { channels, sampleRateHz, samples };
}
