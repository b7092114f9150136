// What a mutated file must have come to, where that is known without decoding it.
import type { Converted, Verdict } from './conversion-bench.ts';
import type { MutatedFile } from './mutate.ts';
import type { Seed } from './seeds.ts';

/** No codec of fixed size makes more samples of a byte than GSM does: 320 of 65. */
const mostSamplesOfAByte = 5;

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

/** The audio that is there when only samples were changed, or the file was broken off within them; else nothing. */
function intactAudio(seed: Seed, bytes: Buffer): Buffer | undefined {
  const { start, end } = seed.audio;
  if (!bytes.subarray(0, start).equals(seed.bytes.subarray(0, start)) || bytes.length < start)
    return undefined;
  const isCut = bytes.length < seed.bytes.length && bytes.equals(seed.bytes.subarray(0, bytes.length));
  if (isCut) return bytes.subarray(start, end);
  const isSameAround = bytes.subarray(end).equals(seed.bytes.subarray(end));
  return bytes.length === seed.bytes.length && isSameAround ? bytes.subarray(start, end) : undefined;
}

function expectAudio(audio: Buffer, seed: Seed, { facts, samples }: Converted): void {
  const [least, most] = seed.framesIn?.(audio.length) ?? [0, 0];
  must(facts.sourceFormat === seed.name, `taken for ${facts.sourceFormat}`);
  must(facts.channels === seed.channels, `${facts.channels} channels`);
  must(facts.frames >= least && facts.frames <= most, `${facts.frames} frames where ${least} to ${most} are`);
  if (!seed.toPcm16) return;
  const expected = seed.toPcm16(audio).subarray(0, samples.length);
  must(samples.equals(expected), 'the samples are not those of the file');
}

/** @throws Error when it came to something else. */
export function expectTruth({ seed, bytes }: MutatedFile, verdict: Verdict): void {
  const audio = seed.framesIn && intactAudio(seed, bytes);
  if (verdict.kind === 'refused') {
    const [least] = (audio && seed.framesIn?.(audio.length)) ?? [0];
    must(least === 0, `refused although ${least} frames are there: ${verdict.message}`);
    return;
  }
  const { facts } = verdict;
  if (/^(wav|au|gsm)/.test(facts.sourceFormat)) {
    const most = bytes.length * mostSamplesOfAByte;
    must(facts.frames * facts.channels <= most, `${facts.frames} frames of ${bytes.length} bytes`);
  }
  if (audio) expectAudio(audio, seed, verdict);
}
