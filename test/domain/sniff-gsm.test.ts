// What passes for GSM, how long it is, what is said of its damage, and what never passes for it.
import { describe, expect, test } from 'vitest';
import { mendGsm } from '../../shared/domain/gsm-mender.ts';
import { sniffAudio } from '../../shared/domain/sniff-audio.ts';
import { bufferSource } from '../support/audio-buffer.ts';
import { gsmFrames, plainGsmFrames, withBroken, withBytes } from '../support/audio-gsm.ts';
import { seededNoise } from '../support/audio-signal.ts';

const sniff = (bytes: Buffer) => sniffAudio(bufferSource(bytes));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('whole GSM', () => {
  test('has 160 samples for each 33 bytes, read over the whole file', async () => {
    const { decoding, ...audio } = await sniff(gsmFrames(20_000));
    expect(audio).toMatchObject({
      sourceFormat: 'gsm',
      sampleRateHz: 8000,
      channels: 1,
      frames: { atLeast: 3_200_000, atMost: 3_200_000 },
      warnings: [],
    });
    expect(decoding).not.toHaveProperty('mend');
  });

  test('with a piece of a frame at its end is kept without it, and said so', async () => {
    const file = Buffer.concat([gsmFrames(50), Buffer.alloc(20)]);
    expect(await sniff(file)).toMatchObject({
      frames: { atLeast: 8000, atMost: 8000 },
      payload: { offset: 0, bytes: 1650 },
      warnings: ['The last 20 bytes are no whole GSM frame and were left out.'],
    });
  });
});

describe('damaged GSM', () => {
  test.each([0, 1, 25_000, 29_999])('with frame %i broken keeps its length, and says so', async (frame) => {
    const audio = await sniff(withBroken(gsmFrames(30_000), [frame]));
    expect(audio).toMatchObject({
      frames: { atLeast: 4_800_000, atMost: 4_800_000 },
      decoding: { kind: 'sox', mend: mendGsm },
      warnings: [
        `The GSM recording is damaged: 1 of 30000 frames (0.02 s) are broken and were bridged, the first at ${(frame / 50).toFixed(2)} s.`,
      ],
    });
  });

  test('that is torn says where, and how much was left out', async () => {
    const torn = withBytes(
      withBytes(plainGsmFrames(1000), 900 * 33 + 5, Buffer.alloc(10)),
      100 * 33 + 5,
      Buffer.alloc(100),
    );
    expect(await sniff(torn)).toMatchObject({
      frames: { atLeast: 160_000, atMost: 160_000 },
      payload: { offset: 0, bytes: torn.length },
      warnings: [
        'The GSM recording is damaged: 2 of 1000 frames (0.04 s) are broken and were bridged, the first at 2.00 s.',
        'The GSM stream is torn in 2 places, first at 2.00 s: 176 bytes there are no whole frames and were left out.',
      ],
    });
  });

  test('is refused, with counts, when more than a quarter is lost', async () => {
    const gsm = gsmFrames(400);
    const every = (frames: number) => upTo(frames).map((frame) => frame * 3);
    expect(await sniff(withBroken(gsm, every(100)))).toMatchObject({ sourceFormat: 'gsm' });
    await expect(sniff(withBroken(gsm, every(101)))).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message: expect.stringContaining('too damaged: only 299 of 400 frames are sound'),
    });
    await expect(sniff(Buffer.concat([gsm, Buffer.alloc(200 * 33)]))).rejects.toThrow(
      'only 400 of 600 frames',
    );
  });

  test('is refused when it is so short that chance might have made it', async () => {
    expect(await sniff(withBroken(gsmFrames(33), [5]))).toMatchObject({ sourceFormat: 'gsm' });
    await expect(sniff(withBroken(gsmFrames(32), [5]))).rejects.toThrow(
      'only 31 of 32 frames are sound; at least 32',
    );
  });
});

describe('what is not GSM does not become it', () => {
  const noise = seededNoise(11);
  const bytes = (count: number, next: () => number) => Buffer.from(upTo(count).map(next));

  test('chance frames, of which every second one or fewer bears the signature', async () => {
    for (let round = 0; round < 200; round += 1) {
      const file = bytes(33 * (4 + Math.floor(noise() * 300)), () => noise() * 256);
      for (let at = 0; at < file.length; at += 33) if (noise() < 0.5) file[at] = 0xd5;
      await expect(sniff(file)).rejects.toMatchObject({ code: 'CONVERSION_FAILED' });
    }
  });

  test('frames of which fewer than half bear the signature are not even called damaged GSM', async () => {
    const broken = upTo(100).filter((frame) => frame % 5 < 3);
    await expect(sniff(withBroken(gsmFrames(100), broken))).rejects.toThrow('no known audio format');
    const mostlyZeros = Buffer.concat([gsmFrames(40), Buffer.alloc(50 * 33)]);
    await expect(sniff(mostlyZeros)).rejects.toThrow('no known audio format');
  });

  test('Cyrillic text in an old encoding, a third of whose letters look like signatures', async () => {
    const letter = () => (noise() < 0.17 ? 0x20 : (noise() < 0.37 ? 0xd0 : 0xc0) + noise() * 16);
    for (let round = 0; round < 500; round += 1) {
      const text = bytes(600 + Math.floor(noise() * 3000), letter);
      await expect(sniff(text)).rejects.toMatchObject({ code: 'CONVERSION_FAILED' });
    }
  });

  test('headerless A-law: silence, and silence with a word in it', async () => {
    const silence = Buffer.alloc(16_000, 0xd5);
    await expect(sniff(silence)).rejects.toThrow('no known audio format');
    silence.set(
      bytes(2000, () => noise() * 256),
      8000,
    );
    await expect(sniff(silence)).rejects.toThrow('no known audio format');
  });

  test('and of a large file no more is read than shows it', async () => {
    let read = 0;
    const file = bufferSource(bytes(2_000_000, () => noise() * 256));
    const counting = {
      ...file,
      read: (offset: number, length: number) => {
        read += length;
        return file.read(offset, length);
      },
    };
    await expect(sniffAudio(counting)).rejects.toThrow('no known audio format');
    expect(read).toBeLessThan(700_000);
  });
});
