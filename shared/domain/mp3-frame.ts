// Reads the four bytes that start every MPEG audio frame (ISO/IEC 11172-3, section 2.4.1.3, and 13818-3 for lower rates).

export interface Mp3Frame {
  readonly bytes: number;
  readonly samples: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly layer: number;
}

const rates = [44_100, 48_000, 32_000];
/** kbit/s by bitrate index from 1 on: MPEG 1 layers I, II, III, then MPEG 2 and 2.5 layer I, layers II and III. */
const bitrates = {
  '1-1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Gives nothing when the four bytes are no frame's start. Frames of free format, whose length is unsaid, are none either. */
export function readMp3Frame(head: Buffer): Mp3Frame | undefined {
  if (head.length < 4) return undefined;
  const word = head.readUInt32BE(0);
  if (word >>> 21 !== 0x7ff) return undefined;
  const version = (word >>> 19) & 3;
  const layer = 4 - ((word >>> 17) & 3);
  const rate = rates[(word >>> 10) & 3];
  if (version === 1 || layer === 4 || rate === undefined) return undefined;
  const isMpeg1 = version === 3;
  const table = isMpeg1 ? (`1-${layer}` as '1-1' | '1-2' | '1-3') : layer === 1 ? '2-1' : '2-2';
  const kilobits = bitrates[table][((word >>> 12) & 15) - 1];
  if (kilobits === undefined) return undefined;
  const sampleRateHz = isMpeg1 ? rate : version === 2 ? rate / 2 : rate / 4;
  const samples = layer === 1 ? 384 : layer === 3 && !isMpeg1 ? 576 : 1152;
  const padding = (word >>> 9) & 1;
  const slots = Math.floor((kilobits * 1000 * samples) / 8 / sampleRateHz / (layer === 1 ? 4 : 1)) + padding;
  return {
    bytes: layer === 1 ? slots * 4 : slots,
    samples,
    sampleRateHz,
    channels: ((word >>> 6) & 3) === 3 ? 1 : 2,
    layer,
  };
}
