// Walks an AMR file frame by frame: each says its own length, and together they say the duration (RFC 4867, section 5).
import {
  type AudioSource,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

interface AmrKind {
  readonly name: string;
  readonly magic: string;
  readonly sampleRateHz: number;
  /** Bytes after the frame's head by frame type; types that are not here do not exist. */
  readonly bodyBytes: Readonly<Record<number, number>>;
}

const narrowBand: AmrKind = {
  name: 'amr-nb',
  magic: '#!AMR\n',
  sampleRateHz: 8000,
  bodyBytes: { 0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0 },
};
const wideBand: AmrKind = {
  name: 'amr-wb',
  magic: '#!AMR-WB\n',
  sampleRateHz: 16_000,
  bodyBytes: { 0: 17, 1: 23, 2: 32, 3: 36, 4: 40, 5: 46, 6: 50, 7: 58, 8: 60, 9: 5, 14: 0, 15: 0 },
};
const framesPerSecond = 50;
const pieceBytes = 256 * 1024;

export async function sniffAmr(source: AudioSource): Promise<SniffedAudio> {
  const head = (await source.read(0, wideBand.magic.length)).toString('latin1');
  const kind = [narrowBand, wideBand].find(({ magic }) => head.startsWith(magic));
  if (!kind) throw conversionFailed('The AMR file has more than one channel, which cannot be converted.');
  const { name, magic, sampleRateHz } = kind;
  const { frames, end } = await walk(source, kind);
  const tail = source.sizeBytes - end;
  return {
    sourceFormat: name,
    sampleRateHz,
    channels: 1,
    frames: exactly((frames * sampleRateHz) / framesPerSecond),
    payload: { offset: 0, bytes: frames === 0 ? magic.length : end },
    decoding: soxDecoding(['-t', name]),
    warnings: tail === 0 ? [] : [`The last ${tail} bytes are no whole AMR frame and were left out.`],
  };
}

/** @throws VoxgateError `CONVERSION_FAILED` where a frame cannot be one: its length, and so all that follows, is then unknown. */
async function walk(source: AudioSource, kind: AmrKind): Promise<{ frames: number; end: number }> {
  let frames = 0;
  let end = kind.magic.length;
  for (;;) {
    const piece = await source.read(end, pieceBytes);
    let at = 0;
    while (at < piece.length) {
      const head = piece[at] ?? 0;
      const body = kind.bodyBytes[(head >> 3) & 15];
      // Bits 0, 1 and 7 of the head are padding and must be 0.
      if (body === undefined || (head & 0x83) !== 0) {
        const seconds = (frames / framesPerSecond).toFixed(2);
        throw conversionFailed(`The AMR recording is damaged: its frame at ${seconds} s is broken.`);
      }
      if (at + 1 + body > piece.length) break;
      at += 1 + body;
      frames += 1;
    }
    if (at === 0) return { frames, end };
    end += at;
  }
}
