// What is heard where a GSM frame was lost.
import { describe, expect, test } from 'vitest';
import { bridgeGsmFrame, gsmSilence } from '../../shared/domain/gsm-frame.ts';
import { frameAt, gsmFrames } from '../support/audio-gsm.ts';

describe('in the place of a lost frame', () => {
  const before = frameAt(gsmFrames(4), 3);

  test('comes silence as GSM 06.11, table 1, has it', () => {
    const pulses = [3, 4, 3, 4, 4, 3, 3, 3, 3, 4, 4, 3, 3].map((pulse) => [pulse, 3] as const);
    const block = [[40, 7], [0, 2], [1, 2], [0, 6], ...pulses] as const;
    const filters = [
      [42, 6],
      [39, 6],
      [21, 5],
      [10, 5],
      [9, 4],
      [4, 4],
      [3, 3],
      [2, 3],
    ] as const;
    const bits = [[0xd, 4] as const, ...filters, ...block, ...block, ...block, ...block]
      .map(([value, width]) => value.toString(2).padStart(width, '0'))
      .join('');
    expect(BigInt(`0b${bits}`).toString(16)).toBe(gsmSilence.toString('hex'));
    expect(bridgeGsmFrame(undefined, 0).equals(gsmSilence)).toBe(true);
  });

  test('comes the last sound one, softer by four steps each time and silent after 320 ms', () => {
    const amplitudes = (frame: Buffer) => {
      const bits = BigInt(`0x${frame.toString('hex')}`).toString(2);
      return [0, 1, 2, 3].map((index) => Number.parseInt(bits.substr(40 + index * 56 + 11, 6), 2));
    };
    const first = amplitudes(before);
    expect(bridgeGsmFrame(before, 0).equals(before)).toBe(true);
    for (let lost = 1; lost < 16; lost += 1) {
      const frame = bridgeGsmFrame(before, lost);
      const expected = first.map((amplitude) => Math.max(0, amplitude - 4 * lost));
      const isSilent = first.every((amplitude) => amplitude <= 4 * (lost - 1));
      if (isSilent) expect(frame.equals(gsmSilence)).toBe(true);
      else expect(amplitudes(frame)).toEqual(expected);
    }
    expect(bridgeGsmFrame(Buffer.alloc(33, 0xff), 16).equals(gsmSilence)).toBe(false);
    expect(bridgeGsmFrame(Buffer.alloc(33, 0xff), 17).equals(gsmSilence)).toBe(true);
  });

  test('nothing but the loudness changes', () => {
    const softer = bridgeGsmFrame(before, 2);
    const masked = (frame: Buffer) =>
      frame.map((byte, at) => (at < 5 ? byte : byte & ([255, 224, 127][(at - 5) % 7] ?? 255)));
    expect(masked(softer)).toEqual(masked(before));
  });
});
