// Recognises raw GSM 06.10, which has no header: only a nibble in each frame says what it is.
import {
  type AudioSource,
  conversionFailed,
  exactly,
  type SniffedAudio,
  soxDecoding,
} from './audio-format.ts';
import { gsmFrameBytes, gsmFrameSamples, isGsmSigned } from './gsm-frame.ts';
import { GsmMender, type GsmTally, mendGsm } from './gsm-mender.ts';

const gsmSampleRateHz = 8000;
const pieceBytes = 256 * 1024;
/** Fewer frames than this (80 ms) and chance bytes would pass for GSM: each passes with a chance of 1 in 16. */
const minFrames = 4;
/** Where frames are broken, chance has more ways: no text or noise has so many sound ones (0.64 s), in such proportion. */
const minSoundAmongBroken = 32;
/** With more gone than this, the transcript of the rest would be taken for the call's. */
const maxLostShare = 1 / 4;
/** With at least so many sound frames, and they the greater part, a file is called GSM when it is refused. */
const namedFrames = 8;
/** Of GSM's bytes about a tenth look like a signature. Headerless A-law, whose silence is 0xD5 throughout, must not pass for it. */
const maxSignatureShare = 1 / 2;
/** One byte in so many is looked at for that; it comes by every place in a frame. */
const sampleStep = 8;

/**
 * Gives nothing when the bytes are not GSM. The decoder would stop at a broken frame and call it success: it never sees one.
 * @throws VoxgateError `CONVERSION_FAILED` when they are GSM and too much of it is lost.
 */
export async function sniffGsm(source: AudioSource): Promise<SniffedAudio | undefined> {
  const tally = await tallyFrames(source);
  if (!tally || tally.soundFrames < minFrames) return undefined;
  const { soundFrames, bridgedFrames, tears, tornBytes, tailBytes } = tally;
  const lostFrames = bridgedFrames + Math.floor((tornBytes + tailBytes) / gsmFrameBytes);
  const isDamaged = lostFrames > 0 || tears > 0;
  if (isDamaged) {
    const total = soundFrames + lostFrames;
    if (soundFrames < namedFrames || soundFrames < lostFrames) return undefined;
    if (soundFrames < minSoundAmongBroken || lostFrames > total * maxLostShare) {
      throw conversionFailed(
        `The GSM recording is too damaged: only ${soundFrames} of ${total} frames are sound; at least ${minSoundAmongBroken}, and three quarters, must be.`,
      );
    }
  }
  const wholeBytes = soundFrames * gsmFrameBytes;
  return {
    sourceFormat: 'gsm',
    sampleRateHz: gsmSampleRateHz,
    channels: 1,
    frames: exactly((soundFrames + bridgedFrames) * gsmFrameSamples),
    payload: { offset: 0, bytes: isDamaged ? source.sizeBytes : wholeBytes },
    decoding: { ...soxDecoding(['-t', 'gsm']), ...(isDamaged && { mend: mendGsm }) },
    warnings: describeDamage(tally),
  };
}

/** Gives nothing when the bytes are not GSM: most of that shows at once, and the rest of a large file need not be read. */
async function tallyFrames(source: AudioSource): Promise<GsmTally | undefined> {
  const mender = new GsmMender();
  let signatures = 0;
  for (let offset = 0; offset < source.sizeBytes; offset += pieceBytes) {
    if (mender.tally.soundFrames * gsmFrameBytes * 2 < offset) return undefined;
    const piece = await source.read(offset, pieceBytes);
    for (let at = 0; at < piece.length; at += sampleStep) if (isGsmSigned(piece, at)) signatures += 1;
    for (const _ of mender.take(piece));
  }
  for (const _ of mender.end());
  const samples = source.sizeBytes / sampleStep;
  return signatures > samples * maxSignatureShare ? undefined : mender.tally;
}

function describeDamage(tally: GsmTally): string[] {
  const { soundFrames, bridgedFrames, firstBridged, tears, tornBytes, firstTorn, tailBytes } = tally;
  const lines: string[] = [];
  if (bridgedFrames > 0) {
    lines.push(
      `The GSM recording is damaged: ${bridgedFrames} of ${soundFrames + bridgedFrames} frames (${seconds(bridgedFrames)} s) are broken and were bridged, the first at ${seconds(firstBridged)} s.`,
    );
  }
  if (tears > 0) {
    lines.push(
      `The GSM stream is torn in ${tears} ${tears === 1 ? 'place' : 'places'}, first at ${seconds(firstTorn)} s: ${tornBytes} bytes there are no whole frames and were left out.`,
    );
  }
  if (tailBytes > 0) lines.push(`The last ${tailBytes} bytes are no whole GSM frame and were left out.`);
  return lines;
}

function seconds(frames: number): string {
  return ((frames * gsmFrameSamples) / gsmSampleRateHz).toFixed(2);
}
