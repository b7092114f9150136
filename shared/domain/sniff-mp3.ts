// Recognises MPEG audio, which has no magic number: only a chain of frames, each where the one before it ends.
import { type AudioSource, type SniffedAudio, soxDecoding } from './audio-format.ts';
import { AudioWindow } from './audio-window.ts';
import { type Mp3Frame, readMp3Frame } from './mp3-frame.ts';

/** A stream that was cut anywhere starts within a frame; the longest has 2,881 bytes. */
const maxLeadingBytes = 4096;
/** So much of a torn stream is searched for where it goes on, all tears together: a file of nothing but tears must not take minutes. */
const maxTornBytes = 1024 * 1024;
const scanBytes = 4096;
const headBytes = 4;
/** Tags at the end of a file (ID3v1, APE) and what is left of a broken-off frame are not worth a word. */
const maxTailBytes = 64 * 1024;
/** That chance bytes form a chain of so many frames has a chance of less than one in a million. */
const chainFrames = 3;

/** Gives nothing when there is no chain of frames at the start, behind an ID3 tag or a piece of a frame. */
export async function sniffMp3(source: AudioSource): Promise<SniffedAudio | undefined> {
  const window = new AudioWindow(source);
  const tagEnd = id3End(await window.at(0, 10));
  const start = await findChain(window, tagEnd, tagEnd + maxLeadingBytes);
  if (start === undefined) return undefined;
  const first = readMp3Frame(await window.at(start, headBytes));
  if (!first) return undefined;
  const { samples, end, tornBytes } = await countSamples(window, start, first, source.sizeBytes);
  // Decoders drop or repeat a frame or two at the ends and where the stream is torn.
  const slack = 8 * first.samples + Math.ceil(samples * 0.01);
  return {
    sourceFormat: first.layer === 3 ? 'mp3' : `mp${first.layer}`,
    sampleRateHz: first.sampleRateHz,
    channels: first.channels,
    frames: { atLeast: Math.max(1, samples - slack), atMost: samples + slack },
    payload: { offset: start, bytes: end - start },
    decoding: soxDecoding(['-t', 'mp3']),
    warnings: describeLoss(tornBytes, source.sizeBytes - end),
  };
}

/** ID3v2 gives its length in four times seven bits (https://id3.org/id3v2.4.0-structure, section 3.1). */
function id3End(head: Buffer): number {
  if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  return 10 + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127);
}

/** Gives where the first chain from `from` on starts, when it starts before `to`. */
async function findChain(window: AudioWindow, from: number, to: number): Promise<number | undefined> {
  for (let at = from; at < to; ) {
    const ahead = await window.at(at, Math.min(scanBytes, to - at) + headBytes - 1);
    if (ahead.length < headBytes) return undefined;
    const head = firstHead(ahead);
    if (head === undefined) {
      at += ahead.length - headBytes + 1;
      continue;
    }
    if (await isChain(window, at + head)) return at + head;
    at += head + 1;
  }
  return undefined;
}

function firstHead(bytes: Buffer): number | undefined {
  const last = bytes.length - headBytes;
  for (let at = bytes.indexOf(0xff); at >= 0 && at <= last; at = bytes.indexOf(0xff, at + 1)) {
    if (readMp3Frame(bytes.subarray(at, at + headBytes))) return at;
  }
  return undefined;
}

async function isChain(window: AudioWindow, start: number): Promise<boolean> {
  let at = start;
  let before: Mp3Frame | undefined;
  for (let count = 0; count < chainFrames; count += 1) {
    const frame = readMp3Frame(await window.at(at, headBytes));
    if (!frame || (before && !isSameStream(frame, before))) return false;
    before = frame;
    at += frame.bytes;
  }
  return true;
}

/** Counts every frame that follows from one; after a tear it looks for the next chain, but not for ever. */
async function countSamples(
  window: AudioWindow,
  start: number,
  first: Mp3Frame,
  sizeBytes: number,
): Promise<{ samples: number; end: number; tornBytes: number }> {
  let samples = 0;
  let end = start;
  let tornBytes = 0;
  for (let at: number | undefined = start; at !== undefined; ) {
    const frame = readMp3Frame(await window.at(at, headBytes));
    if (frame && isSameStream(frame, first) && at + frame.bytes <= sizeBytes) {
      tornBytes += at - end;
      samples += frame.samples;
      at += frame.bytes;
      end = at;
    } else {
      at = await findChain(window, at + 1, Math.min(sizeBytes, end + maxTornBytes - tornBytes));
    }
  }
  return { samples, end, tornBytes };
}

function describeLoss(tornBytes: number, tailBytes: number): string[] {
  const lines: string[] = [];
  if (tornBytes > 0) lines.push(`The MP3 stream is torn: ${tornBytes} bytes in it are no audio.`);
  if (tailBytes > maxTailBytes) lines.push(`The last ${tailBytes} bytes are no MP3 and were left out.`);
  return lines;
}

function isSameStream(frame: Mp3Frame, other: Mp3Frame): boolean {
  return frame.layer === other.layer && frame.sampleRateHz === other.sampleRateHz;
}
