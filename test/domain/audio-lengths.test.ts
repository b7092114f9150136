// How long a recording must come out is known before it is decoded: that is what a decoder's "success" is held against.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniffAudio } from '../../shared/domain/sniff-audio.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import { bufferSource } from '../support/audio-buffer.ts';
import { silentOpus } from '../support/audio-ogg.ts';
import { riffChunk, riffFile } from '../support/audio-wav.ts';

const sniff = (bytes: Buffer) => sniffAudio(bufferSource(bytes));

describe('AMR', () => {
  const frame = Buffer.concat([Buffer.from([0x3c]), Buffer.alloc(31)]);

  test('has 160 samples in each frame, however long the frame is', async () => {
    const silence = Buffer.from([0x7c]);
    expect(
      await sniff(Buffer.concat([Buffer.from('#!AMR\n'), frame, silence, frame, frame.subarray(0, 9)])),
    ).toMatchObject({
      sourceFormat: 'amr-nb',
      frames: { atLeast: 480, atMost: 480 },
      warnings: [expect.stringContaining('last 9 bytes')],
    });
  });

  test('in wide band has 320', async () => {
    const wide = Buffer.concat([Buffer.from('#!AMR-WB\n'), Buffer.from([0x44]), Buffer.alloc(60)]);
    expect(await sniff(wide)).toMatchObject({
      sourceFormat: 'amr-wb',
      sampleRateHz: 16_000,
      frames: { atLeast: 320 },
    });
  });

  test('with a frame of a kind that does not exist is damaged', async () => {
    const file = Buffer.concat([Buffer.from('#!AMR\n'), frame, Buffer.from([0x64]), frame]);
    await expect(sniff(file)).rejects.toMatchObject({ message: expect.stringContaining('at 0.02 s') });
  });
});

test('Opus is as long as its last page says, at 16 kHz', async () => {
  const { frames, ...audio } = await sniff(silentOpus(30));
  expect(audio).toMatchObject({ sourceFormat: 'ogg/opus', sampleRateHz: 16_000, channels: 1 });
  expect(frames.atLeast).toBeGreaterThan(460_000);
  expect(frames.atMost).toBeLessThan(500_000);
});

test('FLAC is as long as its stream information says', async () => {
  const file = Buffer.alloc(42);
  file.write('fLaC\0\0\0\x22', 'latin1');
  file.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (15n << 36n) | 123_456n, 18);
  expect(await sniff(file)).toMatchObject({
    sampleRateHz: 44_100,
    channels: 2,
    frames: { atLeast: 123_456, atMost: 123_456 },
  });
});

describe('MP3', () => {
  /** MPEG 1 layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes, 1152 samples. */
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);
  const frames = (count: number) => Buffer.concat(Array.from({ length: count }, () => frame));
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x02\0', 'latin1'), Buffer.alloc(256, 0xff)]);

  test.each([
    ['bare', frames(1000), 0],
    ['behind an ID3 tag', Buffer.concat([tag, frames(1000)]), 266],
    ['behind a piece of a frame', Buffer.concat([frame.subarray(100), frames(1000)]), 317],
    ['before an ID3v1 tag', Buffer.concat([frames(1000), Buffer.from('TAG'), Buffer.alloc(125)]), 0],
  ])('is counted frame by frame: %s', async (_, file, offset) => {
    const audio = await sniff(file);
    expect(audio).toMatchObject({
      sourceFormat: 'mp3',
      sampleRateHz: 44_100,
      channels: 2,
      payload: { offset, bytes: 417_000 },
      warnings: [],
    });
    expect(audio.frames.atLeast).toBeGreaterThan(1_130_000);
    expect(audio.frames.atMost).toBeLessThan(1_175_000);
  });

  test('that is torn goes on behind the tear, and says so', async () => {
    const audio = await sniff(Buffer.concat([frames(500), Buffer.alloc(5000, 0xff), frames(500)]));
    expect(audio.frames.atLeast).toBeGreaterThan(1_130_000);
    expect(audio.warnings).toEqual([expect.stringContaining('5000 bytes')]);
  });

  test('with something else behind it says what was left out', async () => {
    const audio = await sniff(Buffer.concat([frames(10), Buffer.alloc(3_000_000)]));
    expect(audio).toMatchObject({
      payload: { bytes: 4170 },
      warnings: [expect.stringContaining('3000000 bytes')],
    });
  });
});

/** Facts that fit the file, or a refusal in words: nothing else may come of a hostile header. */
async function expectSense(bytes: Buffer): Promise<void> {
  try {
    const { payload, frames } = await sniff(bytes);
    expect(payload.bytes).toBeGreaterThanOrEqual(0);
    expect(payload.bytes === 0 || payload.offset + payload.bytes <= bytes.length).toBe(true);
    expect(frames.atLeast).toBeLessThanOrEqual(frames.atMost);
  } catch (error) {
    if (!(error instanceof VoxgateError)) throw error;
    expect(error.code).toMatch(/^(CONVERSION|DOWNLOAD)_FAILED$/);
  }
}

describe('a hostile header makes no other trouble than a refusal', () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

  test('behind any magic number', async () => {
    const magics = [
      'RIFF\xff\xff\0\0WAVE',
      'OggS\0\x02',
      'fLaC\0\0\0\x22',
      '#!AMR\n',
      '#!AMR-WB\n',
      '.snd',
      'ID3\x04\0\0',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...magics), bytes(600), (magic, rest) =>
        expectSense(Buffer.concat([Buffer.from(magic, 'latin1'), rest])),
      ),
      { numRuns: 3000 },
    );
  });

  test('in the format chunk of a WAV', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 3, 6, 7, 17, 49, 0xfffe),
        fc.uint8Array({ minLength: 14, maxLength: 60 }),
        bytes(2000),
        (tag, rest, samples) => {
          const format = Buffer.concat([Buffer.from([tag & 255, tag >> 8]), rest]);
          return expectSense(riffFile([riffChunk('fmt ', format), riffChunk('data', Buffer.from(samples))]));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
