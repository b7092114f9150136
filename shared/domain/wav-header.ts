// Writes the headers of WAV files: the canonical 44 bytes of our results, and an honest one for codecs that need their own facts.
import { conversionFailed } from './audio-format.ts';

export interface WavShape {
  readonly channels: number;
  readonly sampleRateHz: number;
}

export interface WavCodec extends WavShape {
  /** wFormatTag, as registered in RFC 2361. */
  readonly formatTag: number;
  readonly bitsPerSample: number;
  readonly blockBytes: number;
  readonly bytesPerSecond: number;
  /** What follows cbSize in the format chunk; empty for PCM. */
  readonly extension: Buffer;
}

/** Length of the header of every WAV we write. */
export const pcmHeaderBytes = 44;

/**
 * The header of 16-bit PCM.
 * @throws VoxgateError `CONVERSION_FAILED` for more than a WAV can hold, 4 GiB.
 */
export function pcmWavHeader({ channels, sampleRateHz }: WavShape, dataBytes: number): Buffer {
  const blockBytes = channels * 2;
  return wavHeader(
    {
      formatTag: 1,
      channels,
      sampleRateHz,
      bytesPerSecond: sampleRateHz * blockBytes,
      blockBytes,
      bitsPerSample: 16,
      extension: Buffer.alloc(0),
    },
    dataBytes,
  );
}

/** A header of any codec: RIFF, `fmt `, `data`. */
export function wavHeader(codec: WavCodec, dataBytes: number): Buffer {
  const isPcm = codec.formatTag === 1;
  const formatBytes = isPcm ? 16 : 18 + codec.extension.length;
  const header = Buffer.alloc(20 + formatBytes + 8);
  const riffBytes = header.length - 8 + dataBytes + (dataBytes % 2);
  if (riffBytes > 0xffffffff)
    throw conversionFailed('The recording is too long for a WAV file, which ends at 4 GB.');
  header.write('RIFF', 0);
  header.writeUInt32LE(riffBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(formatBytes, 16);
  header.writeUInt16LE(codec.formatTag, 20);
  header.writeUInt16LE(codec.channels, 22);
  header.writeUInt32LE(codec.sampleRateHz, 24);
  header.writeUInt32LE(codec.bytesPerSecond, 28);
  header.writeUInt16LE(codec.blockBytes, 32);
  header.writeUInt16LE(codec.bitsPerSample, 34);
  if (!isPcm) {
    header.writeUInt16LE(codec.extension.length, 36);
    codec.extension.copy(header, 38);
  }
  header.write('data', header.length - 8);
  header.writeUInt32LE(dataBytes, header.length - 4);
  return header;
}
