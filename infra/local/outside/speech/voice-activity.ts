// Second look of the vendor simulator: where in the stream of samples is somebody speaking.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { SampleSink, WavFormat } from './wav-reader.ts';

/** A stretch of voice. Its checksum covers its samples, so it stands for what was said. */
export interface VoicedSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly checksum: number;
}

/** What was heard in a whole file. */
export interface Hearing extends WavFormat {
  readonly durationSeconds: number;
  /** SHA-256 of all samples as little-endian bytes, in hex. */
  readonly samplesSha256: string;
  readonly segments: readonly VoicedSegment[];
}

const frameSeconds = 0.02;
/** −46 dB of full scale: above the hiss of a line and what GSM makes of silence, below any voice in a call. */
const thresholdRms = 164;
/** Gaps within a word or between two words do not end a segment. */
const bridgedSeconds = 0.3;
/** Anything shorter is a click. */
const shortestSeconds = 0.1;

interface OpenSegment {
  startFrame: number;
  endFrame: number;
  voicedFrames: number;
  checksum: number;
}

/** Measures the loudness of every 20 ms and joins the loud ones. Several channels are heard together. */
export class VoiceActivity implements SampleSink {
  readonly #hash = createHash('sha256');
  readonly #segments: OpenSegment[] = [];
  #format: WavFormat = { sampleRate: 0, channels: 0 };
  #frame: Buffer = Buffer.alloc(0);
  #filledBytes = 0;
  #frames = 0;

  begin(format: WavFormat): void {
    this.#format = format;
    this.#frame = Buffer.alloc(Math.round(format.sampleRate * frameSeconds) * format.channels * 2);
  }

  write(bytes: Buffer): void {
    this.#hash.update(bytes);
    let at = 0;
    while (at < bytes.length) {
      const copied = bytes.copy(this.#frame, this.#filledBytes, at);
      at += copied;
      this.#filledBytes += copied;
      if (this.#filledBytes === this.#frame.length) this.#endFrame();
    }
  }

  /** @param sampleFrames the file's length as the reader counted it */
  end(sampleFrames: number): Hearing {
    if (this.#filledBytes > 0) this.#endFrame();
    const durationSeconds = round(sampleFrames / this.#format.sampleRate);
    const segments = this.#segments
      .filter((segment) => segment.voicedFrames * frameSeconds >= shortestSeconds)
      .map((segment) => ({
        startSeconds: round(segment.startFrame * frameSeconds),
        endSeconds: Math.min(durationSeconds, round(segment.endFrame * frameSeconds)),
        checksum: segment.checksum,
      }));
    return { ...this.#format, durationSeconds, samplesSha256: this.#hash.digest('hex'), segments };
  }

  #endFrame(): void {
    const frame = this.#frame.subarray(0, this.#filledBytes);
    this.#filledBytes = 0;
    const index = this.#frames++;
    if (rootMeanSquare(frame) < thresholdRms) return;
    const last = this.#segments.at(-1);
    if (last !== undefined && (index - last.endFrame) * frameSeconds < bridgedSeconds) {
      last.endFrame = index + 1;
      last.voicedFrames += 1;
      last.checksum = crc32(frame, last.checksum);
    } else {
      this.#segments.push({
        startFrame: index,
        endFrame: index + 1,
        voicedFrames: 1,
        checksum: crc32(frame),
      });
    }
  }
}

function rootMeanSquare(frame: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < frame.length; at += 2) sum += frame.readInt16LE(at) ** 2;
  return Math.sqrt(sum / (frame.length / 2));
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
