// Reads a result as the strictest of readers would: one format chunk, every length and rate true, and nothing left to belief.

export interface StrictWav {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly samples: Buffer;
  /** Whether there is nothing in it but the 44 bytes of header and the samples. */
  readonly isBare: boolean;
}

interface Chunk {
  readonly id: string;
  readonly body: Buffer;
}

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(`The result is no WAV that every reader reads alike: ${otherwise}.`);
}

function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const bytes = file.readUInt32LE(at + 4);
    const id = file.toString('latin1', at, at + 4);
    must(at + 8 + bytes <= file.length || chunks.some((chunk) => chunk.id === 'data'), `${id} is cut off`);
    chunks.push({ id, body: file.subarray(at + 8, at + 8 + bytes) });
    at += 8 + bytes + (bytes % 2);
  }
  return chunks;
}

/** @throws Error that says what is wrong. */
export function readStrictWav(file: Buffer): StrictWav {
  must(file.length > 44, `it has ${file.length} bytes`);
  must(file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE', 'no RIFF');
  must(Math.abs(file.readUInt32LE(4) + 8 - file.length) <= 1, 'RIFF lies about its length');
  const chunks = chunksOf(file);
  const formats = chunks.filter(({ id }) => id === 'fmt ');
  const [format, data] = [formats[0]?.body, chunks.find(({ id }) => id === 'data')?.body];
  if (!format || !data || formats.length > 1)
    throw new Error('The result has no format, or two, or no data.');
  const [channels, sampleRateHz] = [format.readUInt16LE(2), format.readUInt32LE(4)];
  const blockBytes = format.readUInt16LE(12);
  must(format.readUInt16LE(0) === 1 && format.readUInt16LE(14) === 16, 'no 16-bit PCM');
  must(channels > 0 && blockBytes === channels * 2, `${blockBytes} bytes a block`);
  must(format.readUInt32LE(8) === sampleRateHz * blockBytes, `${format.readUInt32LE(8)} bytes a second`);
  must(data.length > 0 && data.length % blockBytes === 0, `${data.length} bytes of samples`);
  const isBare = file.length === 44 + data.length && format.length === 16 && chunks.length === 2;
  return { channels, sampleRateHz, samples: data, isBare };
}
