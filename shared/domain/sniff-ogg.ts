// Reads an Ogg file's codec from the start of its streams and its length from their ends (Vorbis I, section 4.2.2; RFC 7845).
import {
  type AudioSource,
  anyFrames,
  conversionFailed,
  type Decoding,
  type FrameRange,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';
import { maxLinks, type OggLink, readOggLinks } from './ogg-links.ts';

/** What the first packet of a stream says. */
interface OggStream {
  readonly sourceFormat: string;
  readonly channels: number;
  /** Of the WAV. */
  readonly sampleRateHz: number;
  /** What its positions count. */
  readonly granuleRateHz: number;
  /** Samples at the start that are not to be heard. */
  readonly skipped: number;
  readonly decoding: Decoding;
}

/** Opus counts at 48 kHz whatever was recorded; speech needs no more than this. */
const opusRateHz = 48_000;
const opusOutputRateHz = 16_000;
/** A page lasts a second or so: a stream that starts further in was cut from a longer one. */
const latestStartSeconds = 10;

const refusedCodecs: readonly [magic: string, name: string][] = [
  ['Speex   ', 'Speex'],
  ['\x7fFLAC', 'FLAC in Ogg'],
  ['\x80theora', 'Theora video'],
];

/** @throws VoxgateError `CONVERSION_FAILED` for another codec than Vorbis and Opus, and for streams that cannot follow one another. */
export async function sniffOgg(source: AudioSource): Promise<SniffedAudio> {
  const links = await readOggLinks(source);
  if (links.length > maxLinks) {
    throw conversionFailed(`The Ogg file holds more than ${maxLinks} streams, which cannot be converted.`);
  }
  const streams = links.map(({ head }) => readStream(head));
  const [first] = streams;
  if (!first) throw conversionFailed('The Ogg file is broken at its start.');
  const isSame = ({ sourceFormat, channels, sampleRateHz }: OggStream) =>
    sourceFormat === first.sourceFormat && channels === first.channels && sampleRateHz === first.sampleRateHz;
  if (!streams.every(isSame)) {
    // The decoder would go on as if nothing had changed, at double speed or without the rest.
    throw conversionFailed('The Ogg file holds streams of different kinds, which cannot be converted.');
  }
  const lengths = links.map((link, index) => secondsOf(link, streams[index] ?? first));
  const total = lengths.reduce((sum, seconds) => sum + seconds, 0);
  const { sourceFormat, channels, sampleRateHz, decoding } = first;
  return {
    ...{ sourceFormat, channels, sampleRateHz, decoding },
    frames: around(total * sampleRateHz),
    payload: { offset: 0, bytes: source.sizeBytes },
    warnings: [],
  };
}

function readStream(head: Buffer): OggStream {
  if (head.length >= 16 && head.toString('latin1', 0, 7) === '\x01vorbis') {
    const sampleRateHz = head.readUInt32LE(12);
    return {
      ...{ sourceFormat: 'ogg/vorbis', channels: head.readUInt8(11), sampleRateHz, skipped: 0 },
      ...{ granuleRateHz: sampleRateHz, decoding: soxDecoding(['-t', 'vorbis']) },
    };
  }
  if (head.length >= 19 && head.toString('latin1', 0, 8) === 'OpusHead') {
    const [channels, skipped] = [head.readUInt8(9), head.readUInt16LE(10)];
    return {
      ...{ sourceFormat: 'ogg/opus', channels, sampleRateHz: opusOutputRateHz, skipped },
      ...{ granuleRateHz: opusRateHz, decoding: soxDecoding(['-t', 'opus']) },
    };
  }
  const name =
    refusedCodecs.find(([magic]) => head.toString('latin1').startsWith(magic))?.[1] ?? 'an unknown codec';
  throw conversionFailed(`The Ogg file holds ${name}, which cannot be converted.`);
}

/** NaN where its positions cannot be trusted. */
function secondsOf({ firstGranule, lastGranule }: OggLink, { granuleRateHz, skipped }: OggStream): number {
  if (firstGranule === undefined || lastGranule === undefined) return Number.NaN;
  if (firstGranule < 0n || firstGranule > BigInt(latestStartSeconds * granuleRateHz)) return Number.NaN;
  return Math.max(0, Number(lastGranule) - skipped) / granuleRateHz;
}

/** A broken-off page and a decoder's start cost less than a second. */
function around(frames: number): FrameRange {
  if (!(frames >= 1)) return anyFrames;
  return { atLeast: Math.max(1, Math.floor(frames * 0.99) - 8192), atMost: Math.ceil(frames * 1.01) + 8192 };
}
