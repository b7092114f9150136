// After a conversion in the jail: are these the samples, and do they sound like what was recorded?
import { createHash } from 'node:crypto';
import type { ProofRecording } from './proof-recordings.ts';

/** An encoder's head start, in samples, that a decoder may leave in. */
const maxDelay = 1500;
/** The stretch of sound that is compared. */
const [STRETCH_START, STRETCH_LENGTH] = [8000, 4000];
const minLikeness = 0.99;

/** Gives a phrase on how well they agree. @throws Error when they do not */
export function compareSamples(
  found: Buffer,
  expected: Omit<ProofRecording, 'format' | 'recording'>,
): string {
  const { samples, tolerance, original, samplesSha256 } = expected;
  if (found.length !== samples.length) {
    throw new Error(`${found.length / 2} samples came out where ${samples.length / 2} were expected`);
  }
  const distance = largestDistance(found, samples);
  if (distance > tolerance) throw new Error(`a sample is off by ${distance}, where ${tolerance} may be`);
  if (samplesSha256 && createHash('sha256').update(found).digest('hex') !== samplesSha256) {
    throw new Error('the samples are not those that the codec is known to give');
  }
  const agreement = distance === 0 ? 'bit for bit' : `off by ${distance}, ${tolerance} may be`;
  if (!original) return agreement;
  const likeness = bestLikeness(toNumbers(original), toNumbers(found));
  if (likeness < minLikeness) throw new Error(`the sound is not what was recorded (${likeness.toFixed(3)})`);
  return `${agreement}; like the original ${likeness.toFixed(3)}`;
}

function largestDistance(one: Buffer, other: Buffer): number {
  let largest = 0;
  for (let at = 0; at < one.length; at += 2) {
    largest = Math.max(largest, Math.abs(one.readInt16LE(at) - other.readInt16LE(at)));
  }
  return largest;
}

/** Correlation of the original with what came out, at the delay where it is best: 1 is the same sound. */
function bestLikeness(original: Int16Array, found: Int16Array): number {
  let best = 0;
  for (let delay = 0; delay <= maxDelay; delay += 1) {
    let [product, ours, theirs] = [0, 0, 0];
    for (let index = STRETCH_START; index < STRETCH_START + STRETCH_LENGTH; index += 1) {
      const [one, other] = [original[index] ?? 0, found[index + delay] ?? 0];
      product += one * other;
      ours += one * one;
      theirs += other * other;
    }
    best = Math.max(best, product / Math.sqrt(ours * theirs || 1));
  }
  return best;
}

function toNumbers(samples: Buffer): Int16Array {
  return new Int16Array(new Uint8Array(samples).buffer);
}
