// Reads the first page of an Ogg file for its codec and the last for its length (RFC 3533; Vorbis I, section 4.2.2; RFC 7845).
import {
  type AudioSource,
  anyFrames,
  conversionFailed,
  type FrameRange,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';

interface Page {
  readonly granule: bigint;
  readonly serial: number;
  readonly body: Buffer;
}

/** A page's head and body are at most 65,307 bytes long. */
const MAX_PAGE_BYTES = 65_307;
const NO_GRANULE = -1n;
/** Opus counts at 48 kHz whatever was recorded; speech needs no more than this. */
const OPUS_RATE_HZ = 48_000;
const OPUS_OUTPUT_RATE_HZ = 16_000;

const refusedCodecs: readonly [magic: string, name: string][] = [
  ['Speex   ', 'Speex'],
  ['\x7fFLAC', 'FLAC in Ogg'],
  ['\x80theora', 'Theora video'],
];

/** @throws VoxgateError `CONVERSION_FAILED` for another codec than Vorbis and Opus. */
export async function sniffOgg(source: AudioSource): Promise<SniffedAudio> {
  const first = readPage(await source.read(0, MAX_PAGE_BYTES), 0);
  if (!first) throw conversionFailed('The Ogg file is broken at its start.');
  const { body, serial } = first;
  const last = await lastGranule(source, serial);
  const whole = { payload: { offset: 0, bytes: source.sizeBytes }, warnings: [] };
  if (body.length >= 16 && body.toString('latin1', 0, 7) === '\x01vorbis') {
    return {
      sourceFormat: 'ogg/vorbis',
      channels: body.readUInt8(11),
      sampleRateHz: body.readUInt32LE(12),
      frames: around(last),
      decoding: soxDecoding(['-t', 'vorbis']),
      ...whole,
    };
  }
  if (body.length >= 19 && body.toString('latin1', 0, 8) === 'OpusHead') {
    const samples = last === undefined ? undefined : last - body.readUInt16LE(10);
    return {
      sourceFormat: 'ogg/opus',
      channels: body.readUInt8(9),
      sampleRateHz: OPUS_OUTPUT_RATE_HZ,
      frames: around(samples === undefined ? undefined : (samples * OPUS_OUTPUT_RATE_HZ) / OPUS_RATE_HZ),
      decoding: soxDecoding(['-t', 'opus']),
      ...whole,
    };
  }
  const name =
    refusedCodecs.find(([magic]) => body.toString('latin1').startsWith(magic))?.[1] ?? 'an unknown codec';
  throw conversionFailed(`The Ogg file holds ${name}, which cannot be converted.`);
}

/** A broken-off page and a decoder's start cost less than a second; a stream that was cut out of a longer one counts from its middle. */
function around(frames: number | undefined): FrameRange {
  if (frames === undefined || frames < 1) return anyFrames;
  return { atLeast: Math.max(1, Math.floor(frames * 0.99) - 8192), atMost: Math.ceil(frames * 1.01) + 8192 };
}

/** The position at the end of the stream, in samples; nothing where it cannot be trusted: streams in a chain, or cut from a longer one. */
async function lastGranule(source: AudioSource, serial: number): Promise<number | undefined> {
  const start = Math.max(0, source.sizeBytes - 2 * MAX_PAGE_BYTES);
  const tail = await source.read(start, 2 * MAX_PAGE_BYTES);
  const opening = await source.read(0, 4 * MAX_PAGE_BYTES);
  const firstAudio = pagesIn(opening).find(({ granule }) => granule > 0n);
  // A page lasts a second or so: a stream that starts further in was cut from a longer one.
  if (!firstAudio || firstAudio.granule > 10n * BigInt(OPUS_RATE_HZ)) return undefined;
  const pages = pagesIn(tail);
  if (pages.some((page) => page.serial !== serial)) return undefined;
  const last = pages.findLast(({ granule }) => granule !== NO_GRANULE);
  return last && Number(last.granule);
}

function pagesIn(bytes: Buffer): Page[] {
  const pages: Page[] = [];
  for (let at = bytes.indexOf('OggS'); at >= 0; at = bytes.indexOf('OggS', at + 4)) {
    const page = readPage(bytes, at);
    if (page) pages.push(page);
  }
  return pages;
}

/** Gives nothing when the page is not all there. */
function readPage(bytes: Buffer, at: number): Page | undefined {
  if (at + 27 > bytes.length || bytes[at + 4] !== 0) return undefined;
  const bodyStart = at + 27 + bytes.readUInt8(at + 26);
  if (bodyStart > bytes.length) return undefined;
  const bodyBytes = bytes.subarray(at + 27, bodyStart).reduce((sum, segment) => sum + segment, 0);
  if (bodyStart + bodyBytes > bytes.length) return undefined;
  return {
    granule: bytes.readBigInt64LE(at + 6),
    serial: bytes.readUInt32LE(at + 14),
    body: bytes.subarray(bodyStart, bodyStart + bodyBytes),
  };
}
