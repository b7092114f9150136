// First half of reading a WAV: finds its format and its samples among the chunks, and corrects lengths that lie.
// Chunks as in "Multimedia Programming Interface and Data Specifications 1.0" (RIFF); RF64 as in EBU Tech 3306.
import { type AudioSource, conversionFailed } from './audio-format.ts';

export interface WavChunks {
  /** Body of the `fmt ` chunk. */
  readonly format: Buffer;
  readonly dataOffset: number;
  /** What is really there: never beyond the end of the file. */
  readonly dataBytes: number;
  /** Whether every length in the file is true and its format said once, so that any reader will find all samples. */
  readonly isHonest: boolean;
  readonly warnings: readonly string[];
}

interface Chunk {
  readonly id: string;
  readonly offset: number;
  readonly bytes: number;
}

/** More chunks than any recorder writes; a file of nothing but empty chunks must not be walked to its end. */
const maxChunks = 256;
/** The longest format in use, MS ADPCM's, has 50 bytes. */
const maxFormatBytes = 512;
const unknownLength = 0xffffffff;
/** Chunks that recorders write after the samples, so that a broken one of them is not taken for audio. */
const knownTrailers = new Set([
  'LIST',
  'JUNK',
  'PAD ',
  'FLLR',
  'fact',
  'cue ',
  'bext',
  'iXML',
  'id3 ',
  'ID3 ',
  'smpl',
  'PEAK',
]);
const foreignTrailer = /^(TAG|ID3|APETAGEX)/;

/**
 * @param source starts with RIFF or RF64 and WAVE.
 * @throws VoxgateError `CONVERSION_FAILED` when there is no format, or more than one, or no place for samples.
 */
export async function findWavChunks(source: AudioSource): Promise<WavChunks> {
  let format: Buffer | undefined;
  let isOneFormat = true;
  let longLength: number | undefined;
  let offset = 12;
  for (let count = 0; count < maxChunks; count += 1) {
    const chunk = await chunkAt(source, offset);
    if (!chunk) break;
    if (chunk.id === 'data') {
      if (!format) throw conversionFailed('The WAV file says nothing about its format.');
      const measured = await measureData(source, chunk, longLength);
      return { format, ...measured, isHonest: measured.isHonest && isOneFormat };
    }
    if (chunk.id === 'fmt ') {
      const body = await source.read(chunk.offset, Math.min(chunk.bytes, maxFormatBytes));
      isOneFormat = format === undefined;
      if (format && !format.equals(body)) {
        throw conversionFailed('The WAV file names two formats that contradict each other.');
      }
      format = body;
    }
    if (chunk.id === 'ds64') {
      const sizes = await source.read(chunk.offset, 16);
      if (sizes.length === 16) longLength = Number(sizes.readBigUInt64LE(8));
    }
    offset = chunkEnd(chunk);
  }
  throw conversionFailed('The WAV file holds no audio data.');
}

async function measureData(
  source: AudioSource,
  chunk: Chunk,
  longLength: number | undefined,
): Promise<Omit<WavChunks, 'format'>> {
  const claimed = chunk.bytes === unknownLength && longLength !== undefined ? longLength : chunk.bytes;
  const present = Math.max(0, source.sizeBytes - chunk.offset);
  const riff = await source.read(0, 8);
  const isPlain = riff.toString('latin1', 0, 4) === 'RIFF';
  const isWhole = isPlain && Math.abs(riff.readUInt32LE(4) + 8 - source.sizeBytes) <= 1;
  const found = (dataBytes: number, isHonest: boolean, ...warnings: string[]) => ({
    dataOffset: chunk.offset,
    dataBytes,
    isHonest,
    warnings,
  });
  if (claimed > present) {
    // Recorders that write to a pipe, or were interrupted, leave a placeholder.
    return claimed >= 0x7ff00000
      ? found(present, false, 'The WAV header gives no length; it was taken from the size of the file.')
      : found(
          present,
          false,
          `The WAV header promises ${claimed} bytes of audio; the file ends after ${present}.`,
        );
  }
  const end = chunkEnd({ ...chunk, bytes: claimed });
  if (end >= source.sizeBytes) return found(claimed, isWhole);
  if (await isTrailer(source, end)) return found(claimed, isWhole);
  return found(present, false, `The WAV header counts ${claimed} bytes of audio; the file holds ${present}.`);
}

/** Whether what follows the samples is something other than more samples behind a header that was never finished. */
async function isTrailer(source: AudioSource, start: number): Promise<boolean> {
  const first = await source.read(start, 8);
  if (foreignTrailer.test(first.toString('latin1'))) return true;
  if (knownTrailers.has(first.toString('latin1', 0, 4))) return true;
  let offset = start;
  for (let count = 0; count < maxChunks; count += 1) {
    const chunk = await chunkAt(source, offset);
    if (!chunk || !/^[ -~]{4}$/.test(chunk.id)) return false;
    offset = chunkEnd(chunk);
    if (Math.abs(offset - source.sizeBytes) <= 1) return true;
  }
  return false;
}

async function chunkAt(source: AudioSource, offset: number): Promise<Chunk | undefined> {
  const head = await source.read(offset, 8);
  if (head.length < 8) return undefined;
  return { id: head.toString('latin1', 0, 4), offset: offset + 8, bytes: head.readUInt32LE(4) };
}

/** Chunks start on even offsets. */
function chunkEnd({ offset, bytes }: Chunk): number {
  return offset + bytes + (bytes % 2);
}
