// A GSM recording that was damaged on its way loses no more than was hit: the rest of the call comes out as it was.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import { gsmFrames, withBroken, withBytes, withoutBytes } from '../support/audio-gsm.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { readPcmWav, wavFile } from '../support/audio-wav.ts';

const frameCount = 400;
/**
 * The decoder predicts each frame from what it made of those before, so a bridged one is heard a little longer. Measured over bursts of
 * 1 to 20 frames: until the samples are the very same again takes 6 to 11 frames in the median and 47 at most.
 */
const reachFrames = 50;

let bench: AudioBench;
let gsm: Buffer;
let sound: Buffer;
beforeAll(async () => {
  bench = await AudioBench.open();
  gsm = await bench.encode(wavFile(toPcm16(speechLike(frameCount / 50, 8000))), ['-t', 'gsm']);
  sound = await bench.decode(gsm, 'gsm');
});
afterAll(() => bench.close());

async function convert(recording: Buffer) {
  const sourcePath = await bench.write(recording);
  const wavPath = bench.path();
  const facts = await convertRecording({ sourcePath, wavPath, soxDirectory: bench.soxDirectory });
  return { facts, samples: readPcmWav(await readFile(wavPath)).samples };
}

/** The samples of these frames. */
const samplesOf = (samples: Buffer, from: number, to?: number) =>
  samples.subarray(from * 320, to && to * 320);

describe('broken frames are bridged, and the recording keeps its length', () => {
  test.each([
    ['the first frame', [0], '1 of 400 frames (0.02 s) are broken and were bridged, the first at 0.00 s'],
    ['one in the middle', [200], '1 of 400 frames (0.02 s) are broken and were bridged, the first at 4.00 s'],
    ['the last', [399], '1 of 400 frames (0.02 s) are broken and were bridged, the first at 7.98 s'],
    [
      'a burst of twelve',
      Array.from({ length: 12 }, (_, index) => 100 + index),
      '12 of 400 frames (0.24 s) are broken and were bridged, the first at 2.00 s',
    ],
    [
      'many',
      [3, 80, 81, 83, 160, 240, 320],
      '7 of 400 frames (0.14 s) are broken and were bridged, the first at 0.06 s',
    ],
  ])('%s', async (_, broken, warning) => {
    const { facts, samples } = await convert(withBroken(gsm, broken));
    expect(facts).toMatchObject({
      sourceFormat: 'gsm',
      frames: frameCount * 160,
      durationSeconds: frameCount / 50,
      warnings: [`The GSM recording is damaged: ${warning}.`],
    });
    for (let frame = 0; frame < frameCount; frame += 1) {
      const isNear = broken.some((lost) => frame >= lost && frame <= lost + reachFrames);
      if (isNear) continue;
      expect(samplesOf(samples, frame, frame + 1).equals(samplesOf(sound, frame, frame + 1))).toBe(true);
    }
    expect(samples.equals(sound)).toBe(false);
  });

  test('a sector of zeros, and the sound before and behind it stays', async () => {
    const damaged = Buffer.from(gsm).fill(0, 4096, 4608);
    const { facts, samples } = await convert(damaged);
    const [first, last] = [Math.floor(4096 / 33), Math.floor(4608 / 33)];
    expect(facts.frames).toBe(frameCount * 160);
    expect(samplesOf(samples, 0, first).equals(samplesOf(sound, 0, first))).toBe(true);
    const behind = last + reachFrames;
    expect(samplesOf(samples, behind).equals(samplesOf(sound, behind))).toBe(true);
  });
});

describe('where bytes are missing or came in, the recording goes on with the next whole frame', () => {
  test.each([
    ['seven bytes missing', (bytes: Buffer) => withoutBytes(bytes, 150 * 33 + 4, 7), 26],
    [
      'a line of text in it',
      (bytes: Buffer) => withBytes(bytes, 150 * 33 + 9, Buffer.from('No space left\n')),
      47,
    ],
  ])('%s', async (_, damage, leftOut) => {
    const { facts, samples } = await convert(damage(gsm));
    expect(facts).toMatchObject({
      frames: frameCount * 160,
      warnings: [
        'The GSM recording is damaged: 1 of 400 frames (0.02 s) are broken and were bridged, the first at 3.00 s.',
        `The GSM stream is torn in 1 place, first at 3.00 s: ${leftOut} bytes there are no whole frames and were left out.`,
      ],
    });
    expect(samplesOf(samples, 0, 150).equals(samplesOf(sound, 0, 150))).toBe(true);
    const behind = 151 + reachFrames;
    expect(samplesOf(samples, behind).equals(samplesOf(sound, behind))).toBe(true);
  });

  test('a thousand bytes missing cost their 31 frames', async () => {
    const { facts, samples } = await convert(withoutBytes(gsm, 150 * 33 + 4, 1000));
    expect(facts.frames).toBe((frameCount - 30) * 160);
    expect(samplesOf(samples, 151 + reachFrames).equals(samplesOf(sound, 181 + reachFrames))).toBe(true);
  });
});

test('an hour with a wound in every minute comes out at its full length', async () => {
  const hour = gsmFrames(180_000);
  const broken = Array.from({ length: 60 }, (_, minute) => minute * 3000 + 17);
  const { facts } = await convert(withBroken(hour, broken));
  expect(facts.frames).toBe(180_000 * 160);
  expect(facts.warnings).toContain(
    'The GSM recording is damaged: 60 of 180000 frames (1.20 s) are broken and were bridged, the first at 0.34 s.',
  );
});
