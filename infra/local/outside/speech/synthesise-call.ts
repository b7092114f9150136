// Where the demo recordings come from: a call between two voices that nobody ever held, so that nobody's voice is shipped.
import { babble, between } from './phones.ts';
import { seededRandom } from './seeded-random.ts';
import { speak, type Voice } from './speak.ts';

/** What telephone exchanges record at. */
export const callSampleRate = 8000;

export interface CallOptions {
  /** Both voices are heard from 5 s on. */
  readonly seconds: number;
  /** Another seed is another call; the same one is the same call, sample by sample. */
  readonly seed: number;
}

/** The agent answers first. */
export const callVoices: readonly [agent: Voice, caller: Voice] = [
  { pitchHz: 108, formantScale: 1, level: 0.5 },
  { pitchHz: 205, formantScale: 1.16, level: 0.42 },
];

/** Peak of the line's hiss, as a part of full scale: −74 dB, what a quiet line has. */
const hissLevel = 0.0002;

/**
 * Turns of about a second and a half, pauses between them, hiss on the line. Never near full scale, as GSM coders do not
 * agree on audio that clips.
 * @returns 8 kHz mono
 */
export function synthesiseCall({ seconds, seed }: CallOptions): Int16Array {
  const random = seededRandom(seed);
  const length = Math.round(seconds * callSampleRate);
  const line = new Float64Array(length).map(() => (random() * 2 - 1) * hissLevel);
  let at = Math.round(0.3 * callSampleRate);
  for (let turn = 0; at < length; turn += 1) {
    const voice = callVoices[turn % 2 === 0 ? 0 : 1];
    const syllables = Math.round(between(5, 9, random));
    const phrase = speak(babble(random, syllables), voice, callSampleRate, random);
    if (at + phrase.length > length) break;
    phrase.forEach((sample, index) => {
      line[at + index] = (line[at + index] ?? 0) + sample;
    });
    at += phrase.length + Math.round(between(0.4, 0.7, random) * callSampleRate);
  }
  return Int16Array.from(line, (sample) => Math.round(sample * 32_767));
}
