// Damaged GSM becomes a whole row of frames, in which every sound frame is as it was.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bridgeGsmFrame, gsmSilence } from '../../shared/domain/gsm-frame.ts';
import { GsmMender } from '../../shared/domain/gsm-mender.ts';
import {
  frameAt,
  gsmFrames,
  plainGsmFrames,
  withBroken,
  withBytes,
  withoutBytes,
} from '../support/audio-gsm.ts';

function mend(bytes: Buffer, pieceBytes: readonly number[] = [bytes.length]) {
  const mender = new GsmMender();
  const given: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = pieceBytes[turn % pieceBytes.length] ?? bytes.length;
    given.push(...mender.take(bytes.subarray(at, at + size)));
    at += size;
  }
  given.push(...mender.end());
  return { frames: Buffer.concat(given), tally: mender.tally };
}

/** @param except which frames may differ. */
function expectSameFrames(frames: Buffer, original: Buffer, except: (frame: number) => boolean): void {
  expect(frames.length).toBe(original.length);
  for (let frame = 0; frame < original.length / 33; frame += 1) {
    if (!except(frame)) expect(frameAt(frames, frame).equals(frameAt(original, frame))).toBe(true);
  }
}

const count = 200;
const gsm = gsmFrames(count);
const plain = plainGsmFrames(count);

describe('frames that are broken in their place', () => {
  test('whichever they are, cost neither length nor a byte of the sound ones', () => {
    // The last ones sound: a longer wound at the very end is left out.
    const broken = fc.uniqueArray(fc.nat(count - 7), { maxLength: count / 4 });
    const wreck = fc.uint8Array({ minLength: 33, maxLength: 33 });
    fc.assert(
      fc.property(broken, wreck, fc.integer({ min: 1, max: 9000 }), (lost, bytes, pieceBytes) => {
        const damaged = Buffer.from(gsm);
        for (const frame of lost) damaged.set([(bytes[0] ?? 0) % 0xd0, ...bytes.subarray(1)], frame * 33);
        const { frames, tally } = mend(damaged, [pieceBytes]);
        expectSameFrames(frames, gsm, (frame) => lost.includes(frame));
        expect(tally).toMatchObject({
          soundFrames: count - lost.length,
          bridgedFrames: lost.length,
          firstBridged: lost.length === 0 ? 0 : Math.min(...lost),
          ...{ tears: 0, tornBytes: 0, tailBytes: 0 },
        });
      }),
    );
  });

  test.each([
    ['the first', [0]],
    ['the last', [199]],
    ['the last six', [194, 195, 196, 197, 198, 199]],
    ['every fifth to the end', Array.from({ length: 40 }, (_, index) => index * 5 + 4)],
  ])('%s cost no length', (_, lost) => {
    expectSameFrames(mend(withBroken(gsm, lost)).frames, gsm, (frame) => lost.includes(frame));
  });

  test('in the midst of frames that are all the same are not taken for a tear', () => {
    const silence = Buffer.concat(Array.from({ length: count }, () => frameAt(gsm, 7)));
    silence[20] = 0xdb;
    for (let at = 20; at < silence.length; at += 33) silence[at] = 0xdb;
    const lost = Array.from({ length: 20 }, (_, index) => 90 + index);
    const { frames, tally } = mend(withBroken(silence, lost), [500]);
    expect(tally).toMatchObject({ tears: 0, bridgedFrames: 20 });
    expectSameFrames(frames, silence, (frame) => lost.includes(frame));
  });
});

test('in the place of a lost frame comes the one before it, and softer only for those that are lost in a row', () => {
  const { frames } = mend(withBroken(gsm, [10, 20, 21]));
  expect(frameAt(frames, 10).equals(frameAt(gsm, 9))).toBe(true);
  expect(frameAt(frames, 20).equals(frameAt(gsm, 19))).toBe(true);
  expect(frameAt(frames, 21).equals(bridgeGsmFrame(frameAt(gsm, 19), 1))).toBe(true);
});

describe('the stream goes on out of step', () => {
  test('bytes lost from a frame cost that frame and no time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 190 }),
        fc.integer({ min: 1, max: 32 }),
        fc.nat(32),
        (frame, lost, at) => {
          const start = 1 + (at % (33 - lost));
          const { frames, tally } = mend(withoutBytes(plain, frame * 33 + Math.min(start, 33 - lost), lost));
          expectSameFrames(frames, plain, (index) => index === frame);
          expect(tally).toMatchObject({ bridgedFrames: 1, tears: 1, tornBytes: 33 - lost, firstTorn: frame });
        },
      ),
    );
  });

  test('more bytes lost cost their frames and the one that was cut', () => {
    const { frames, tally } = mend(withoutBytes(plain, 50 * 33 + 10, 1000));
    const rest = plain.subarray((50 + 31) * 33);
    expect(frames.subarray(0, 50 * 33).equals(plain.subarray(0, 50 * 33))).toBe(true);
    expect(frames.subarray(51 * 33).equals(rest)).toBe(true);
    expect(tally).toMatchObject({ bridgedFrames: 1, tears: 1, tornBytes: 23 });
  });

  test('bytes that came in are left out, and cost the frame they came into', () => {
    fc.assert(
      fc.property(fc.integer({ min: 33, max: 6300 }), fc.integer({ min: 1, max: 3000 }), (at, inserted) => {
        fc.pre(inserted % 33 !== 0);
        const { frames, tally } = mend(withBytes(plain, at, Buffer.alloc(inserted, 0x41)), [500]);
        const hit = Math.ceil(at / 33) - 1;
        expectSameFrames(frames, plain, (index) => index === hit);
        expect(tally).toMatchObject({ bridgedFrames: 1, tears: 1, tornBytes: inserted + 33 });
      }),
    );
  });

  test('among bytes that look like signatures by chance, no more than a few frames are lost', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const original = gsmFrames(count, seed);
      const { frames } = mend(withoutBytes(original, 3301 + (seed % 20), 1 + (seed % 12)));
      expectSameFrames(frames, original, (frame) => Math.abs(frame - 100) <= 3);
    }
  });

  test('a piece of a frame at the start is left out', () => {
    const { frames, tally } = mend(plain.subarray(13));
    expect(frames.equals(plain.subarray(33))).toBe(true);
    expect(tally).toMatchObject({ bridgedFrames: 0, tears: 1, tornBytes: 20, firstTorn: 0 });
  });

  test('again and again', () => {
    const twice = withBytes(withoutBytes(plain, 150 * 33 + 3, 7), 40 * 33 + 3, Buffer.alloc(50));
    const { frames, tally } = mend(withBroken(twice, [10]));
    expectSameFrames(frames, plain, (frame) => [10, 40, 150].includes(frame));
    expect(tally).toMatchObject({ tears: 2, bridgedFrames: 3, firstBridged: 10, firstTorn: 40 });
  });
});

describe('a long wound', () => {
  test('in step keeps the time', () => {
    const damaged = withBytes(gsm, 100 * 33, Buffer.alloc(5000 * 33));
    const { frames, tally } = mend(damaged, [60_000]);
    expect(frames.length).toBe(damaged.length);
    expect(frames.subarray(-100 * 33).equals(gsm.subarray(-100 * 33))).toBe(true);
    expect(frameAt(frames, 4000).equals(gsmSilence)).toBe(true);
    expect(tally).toMatchObject({ bridgedFrames: 5000, tears: 0 });
  });

  test('out of step, or at the end, is left out', () => {
    expect(mend(withBytes(plain, 100 * 33, Buffer.alloc(200_000)), [60_000]).tally).toMatchObject({
      ...{ soundFrames: 199, bridgedFrames: 1, tornBytes: 200_033 },
    });
    const { frames, tally } = mend(Buffer.concat([gsm, Buffer.alloc(1000)]));
    expect(frames.equals(gsm)).toBe(true);
    expect(tally).toMatchObject({ bridgedFrames: 0, tailBytes: 1000 });
  });
});

test('memory does not grow with a wound that has no end', () => {
  const concat = vi.spyOn(Buffer, 'concat');
  const mender = new GsmMender();
  for (const _ of mender.take(gsm));
  for (let piece = 0; piece < 200; piece += 1) for (const _ of mender.take(Buffer.alloc(100_000)));
  const held = concat.mock.results.map(({ value }) => (value as Buffer).length);
  concat.mockRestore();
  expect(Math.max(...held)).toBeGreaterThan(100_000);
  expect(Math.max(...held)).toBeLessThan(400_000);
});

test('what is given does not depend on the pieces the bytes come in', () => {
  const long = Buffer.concat([
    gsmFrames(3000, 1),
    Buffer.alloc(80_000),
    gsmFrames(300, 2),
    Buffer.alloc(90_000),
  ]);
  const wound = fc.record({
    at: fc.nat(130_000),
    lost: fc.nat(100),
    inserted: fc.uint8Array({ maxLength: 100 }),
  });
  const pieces = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(wound, { maxLength: 6 }), pieces, (wounds, sizes) => {
      const damaged = wounds.reduce<Buffer>(
        (bytes, { at, lost, inserted }) =>
          withBytes(withoutBytes(bytes, at, lost), at, Buffer.from(inserted)),
        long,
      );
      const [whole, pieced] = [mend(damaged), mend(damaged, [Math.max(200, ...sizes), ...sizes])];
      expect(pieced.tally).toEqual(whole.tally);
      expect(pieced.frames.equals(whole.frames)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
