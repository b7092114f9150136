// What the sniffers of audio say to each other and to the converter: where the samples lie and how many there must be.
import { VoxgateError } from './voxgate-error.ts';

/** The bytes of a recording, wherever they are kept. */
export interface AudioSource {
  readonly sizeBytes: number;
  /** Gives `length` bytes from `offset` on, fewer only where the source ends. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** How many sample frames (one sample of every channel) a faithful conversion yields. */
export interface FrameRange {
  readonly atLeast: number;
  readonly atMost: number;
}

export interface SniffedAudio {
  /** Container and codec, as shown to operators: `gsm`, `wav/pcm16`, `ogg/opus`. */
  readonly sourceFormat: string;
  /** Of the WAV that is to be written. */
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly frames: FrameRange;
  /** The part of the source that is decoded: what a header claims beyond the end of the file is not in it. */
  readonly payload: { readonly offset: number; readonly bytes: number };
  readonly decoding: Decoding;
  /** Sentences for the operator about what was odd but could be put right. */
  readonly warnings: readonly string[];
}

export type Decoding =
  /** A flawless WAV of 16-bit PCM: the file itself is the result. */
  | { readonly kind: 'none' }
  /** The payload is 16-bit PCM already and only needs an honest header. */
  | { readonly kind: 'header' }
  /** sox reads `header`, then the payload, as what `parameters` say it is. */
  | {
      readonly kind: 'sox';
      readonly parameters: readonly string[];
      readonly header: Buffer;
      /** For damage that would end the decoding: what sox is fed goes through this. */
      readonly mend?: (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;
    };

const noHeader = Buffer.alloc(0);

export function soxDecoding(
  parameters: readonly string[],
  header: Buffer = noHeader,
): Extract<Decoding, { kind: 'sox' }> {
  return { kind: 'sox', parameters, header };
}

export function exactly(frames: number): FrameRange {
  return { atLeast: frames, atMost: frames };
}

/** For formats that do not say: anything but nothing. */
export const anyFrames: FrameRange = { atLeast: 1, atMost: Number.MAX_SAFE_INTEGER };

/** @param reason a whole sentence, fit for the caller. */
export function conversionFailed(
  reason: string,
  options: { cause?: unknown; retry?: 'later' } = {},
): VoxgateError {
  return new VoxgateError('CONVERSION_FAILED', reason, options);
}
