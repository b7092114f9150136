// While samples pass on their way into the WAV: how much of the recording is silence, how much is clipped, and its outline.
import { Waveform } from './waveform.ts';

/**
 * 20 ms whose root mean square is below this are silence: −42 dBFS, where Asterisk draws the line (`DEFAULT_SILENCE_THRESHOLD` in
 * https://github.com/asterisk/asterisk/blob/master/main/dsp.c, 256 of 32768). Line noise and comfort noise stay below it.
 */
export const silenceRms = 256;
const windowsPerSecond = 50;
/** The loudest that µ-law can say, −0.17 dBFS (ITU-T G.711): a clipped call of that codec never gets as far as 32767. */
export const fullScale = 32_124;

export interface AudioShape {
  readonly channels: number;
  readonly sampleRateHz: number;
}

export interface AudioProfile {
  /** Share of windows of 20 ms that are silent over all channels, 0 to 1. */
  readonly silenceRatio: number;
  /** Share of samples at full scale, 0 to 1. */
  readonly clippingRatio: number;
  /** Per channel, but for two at most: the loudest sample of each of up to 256 even stretches, 0 to 255. */
  readonly peaks: Uint8Array<ArrayBuffer>[];
}

/** Takes the samples in one pass, in pieces of any size; their number need not be known, and memory does not grow with it. */
export class AudioProfiler {
  readonly #channels: number;
  readonly #windowFrames: number;
  readonly #waveform: Waveform;
  /** What a chunk began of a frame and did not end. */
  #begun = new Uint8Array(0);
  #samples = 0;
  #clipped = 0;
  #windows = 0;
  #silentWindows = 0;
  #windowFramesLeft: number;
  #windowEnergy = 0;

  constructor({ channels, sampleRateHz }: AudioShape) {
    this.#channels = channels;
    this.#windowFrames = Math.max(1, Math.round(sampleRateHz / windowsPerSecond));
    this.#windowFramesLeft = this.#windowFrames;
    this.#waveform = new Waveform(channels);
  }

  /** 16-bit little-endian samples, channels interleaved; a chunk may begin and end anywhere. */
  add(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#begun.length > 0 || chunk.byteOffset % 2 !== 0) {
      bytes = new Uint8Array(this.#begun.length + chunk.length);
      bytes.set(this.#begun);
      bytes.set(chunk, this.#begun.length);
    }
    const wholeBytes = bytes.length - (bytes.length % (this.#channels * 2));
    this.#begun = new Uint8Array(bytes.subarray(wholeBytes));
    // In the machine's byte order, which is little-endian wherever this runs: reading sample by sample takes many times as long.
    this.#addFrames(new Int16Array(bytes.buffer, bytes.byteOffset, wholeBytes / 2));
  }

  /** Of the samples so far; a last, shorter window counts as one. */
  profile(): AudioProfile {
    const isBegun = this.#windowFramesLeft < this.#windowFrames;
    const windows = this.#windows + (isBegun ? 1 : 0);
    const silent = this.#silentWindows + (isBegun && this.#isSilent() ? 1 : 0);
    return {
      silenceRatio: windows === 0 ? 1 : asRatio(silent / windows),
      clippingRatio: this.#samples === 0 ? 0 : asRatio(this.#clipped / this.#samples),
      peaks: this.#waveform.peaks(),
    };
  }

  /** Stretch by stretch, each within one window and one point of the outline. */
  #addFrames(samples: Int16Array): void {
    for (let start = 0; start < samples.length; ) {
      const framesHere = (samples.length - start) / this.#channels;
      const frames = Math.min(framesHere, this.#windowFramesLeft, this.#waveform.next());
      const end = start + frames * this.#channels;
      for (let channel = 0; channel < this.#channels; channel += 1) {
        this.#scan(samples, start + channel, end, channel);
      }
      this.#samples += end - start;
      this.#waveform.advance(frames);
      this.#windowFramesLeft -= frames;
      if (this.#windowFramesLeft === 0) this.#endWindow();
      start = end;
    }
  }

  /** One channel of a stretch. This is what runs for every sample, so it keeps to plain numbers. */
  #scan(samples: Int16Array, start: number, end: number, channel: number): void {
    let energy = 0;
    let least = 0;
    let most = 0;
    for (let index = start; index < end; index += this.#channels) {
      const sample = samples[index] as number;
      energy += sample * sample;
      if (sample > most) most = sample;
      else if (sample < least) least = sample;
    }
    this.#windowEnergy += energy;
    const peak = Math.max(most, -least);
    this.#waveform.raise(channel, peak);
    if (peak < fullScale) return;
    for (let index = start; index < end; index += this.#channels) {
      if (Math.abs(samples[index] as number) >= fullScale) this.#clipped += 1;
    }
  }

  #endWindow(): void {
    this.#windows += 1;
    if (this.#isSilent()) this.#silentWindows += 1;
    this.#windowFramesLeft = this.#windowFrames;
    this.#windowEnergy = 0;
  }

  #isSilent(): boolean {
    const samples = (this.#windowFrames - this.#windowFramesLeft) * this.#channels;
    return this.#windowEnergy < silenceRms * silenceRms * samples;
  }
}

/** Six decimals: a hundredth of a second in three hours shows. */
function asRatio(share: number): number {
  return Math.round(share * 1_000_000) / 1_000_000;
}
