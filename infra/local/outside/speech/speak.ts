// Turns sounds into samples: a train of glottal pulses and some noise, sent through the resonances of a mouth.
import type { Phone } from './phones.ts';
import type { Random } from './seeded-random.ts';

export interface Voice {
  /** Mean rate of the vocal folds. */
  readonly pitchHz: number;
  /** A shorter vocal tract resonates higher; 1 is a man's. */
  readonly formantScale: number;
  /** Peak of a phrase, as a part of full scale. */
  readonly level: number;
}

/** Widths of the three resonances, in Hz. */
const bandwidths = [70, 100, 160] as const;
/** The mouth moves, and a sound fades in and out, with these time constants. */
const movingSeconds = 0.02;
const fadingSeconds = 0.006;
const openQuotient = 0.6;

/** One phrase, falling in pitch as statements do. Peaks at `voice.level` of full scale (1). */
export function speak(
  phones: readonly Phone[],
  voice: Voice,
  sampleRate: number,
  random: Random,
): Float64Array {
  const lengths = phones.map((phone) => Math.round(phone.seconds * sampleRate));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const samples = new Float64Array(total);
  const tract = bandwidths.map((bandwidth) => new Resonator(bandwidth, sampleRate));
  const hiss = new Resonator(900, sampleRate);
  hiss.tune(3000);
  const folds = new GlottalFolds(sampleRate, random);
  const mouth = [500, 1500, 2500];
  let voicing = 0;
  let noise = 0;
  let at = 0;
  phones.forEach((phone, index) => {
    const end = at + (lengths[index] ?? 0);
    for (; at < end; at += 1) {
      voicing += (phone.voicing - voicing) / (fadingSeconds * sampleRate);
      noise += (phone.noise - noise) / (fadingSeconds * sampleRate);
      if (at % 40 === 0) moveMouth(mouth, phone, voice, tract, 40 / (movingSeconds * sampleRate));
      const pitch = voice.pitchHz * intonation(at / total);
      const source = folds.next(pitch) * voicing;
      const voiced = tract.reduce((signal, resonator) => resonator.next(signal), source);
      samples[at] = voiced + hiss.next(random() * 2 - 1) * noise * 0.3;
    }
  });
  return scaleTo(voice.level, samples);
}

/** Pitch over a phrase as a part of the mean: up to the first accents, then slowly down. */
function intonation(progress: number): number {
  return 1.08 - 0.2 * progress + 0.07 * Math.sin(progress * Math.PI * 3);
}

function moveMouth(
  mouth: number[],
  phone: Phone,
  voice: Voice,
  tract: readonly Resonator[],
  step: number,
): void {
  tract.forEach((resonator, index) => {
    const target = (phone.formants[index] ?? 0) * voice.formantScale;
    const now = mouth[index] ?? target;
    mouth[index] = now + (target - now) * step;
    resonator.tune(mouth[index]);
  });
}

function scaleTo(level: number, samples: Float64Array): Float64Array {
  const peak = samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 1e-9);
  return samples.map((sample) => (sample / peak) * level);
}

/**
 * The flow's derivative over one opening of the vocal folds, a cubic, as in Klatt and Klatt, "Analysis, synthesis, and
 * perception of voice quality variations", 1990. No two periods are quite alike in length and strength, or it would buzz.
 */
class GlottalFolds {
  readonly #sampleRate: number;
  readonly #random: Random;
  #phase = 0;
  #jitter = 1;
  #shimmer = 1;

  constructor(sampleRate: number, random: Random) {
    this.#sampleRate = sampleRate;
    this.#random = random;
  }

  next(pitchHz: number): number {
    this.#phase += (pitchHz * this.#jitter) / this.#sampleRate;
    if (this.#phase >= 1) {
      this.#phase -= 1;
      this.#jitter = 1 + (this.#random() - 0.5) * 0.02;
      this.#shimmer = 1 + (this.#random() - 0.5) * 0.1;
    }
    if (this.#phase >= openQuotient) return 0;
    const open = this.#phase / openQuotient;
    return (2 * open - 3 * open * open) * this.#shimmer;
  }
}

/** Two poles: rings at one frequency, passes the lowest ones unchanged. */
class Resonator {
  readonly #sampleRate: number;
  readonly #decay: number;
  #a = 1;
  #b = 0;
  #last = 0;
  #lastButOne = 0;

  constructor(bandwidthHz: number, sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#decay = Math.exp((-Math.PI * bandwidthHz) / sampleRate);
  }

  tune(frequencyHz: number): void {
    this.#b = 2 * this.#decay * Math.cos((2 * Math.PI * frequencyHz) / this.#sampleRate);
    this.#a = 1 - this.#b + this.#decay * this.#decay;
  }

  next(sample: number): number {
    const value = this.#a * sample + this.#b * this.#last - this.#decay * this.#decay * this.#lastButOne;
    this.#lastButOne = this.#last;
    this.#last = value;
    return value;
  }
}
