// What a WAV's header says is believed only as far as the file bears it out.
import { describe, expect, test } from 'vitest';
import { checkAudioLimits } from '../../shared/domain/audio-limits.ts';
import { sniffAudio } from '../../shared/domain/sniff-audio.ts';
import { bufferSource } from '../support/audio-buffer.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { extensibleBody, formatBody, riffChunk, riffFile, wavFile } from '../support/audio-wav.ts';

const samples = toPcm16(speechLike(1, 8000));
const format = riffChunk('fmt ', formatBody());
const list = riffChunk('LIST', Buffer.from('INFOISFT\x04\0\0\0test'));
const sniff = (bytes: Buffer) => sniffAudio(bufferSource(bytes));

test('a flawless WAV of 16-bit PCM needs nothing done', async () => {
  const audio = await sniff(wavFile(samples));
  expect(audio).toMatchObject({
    sourceFormat: 'wav/pcm16',
    decoding: { kind: 'none' },
    sampleRateHz: 8000,
    channels: 1,
    frames: { atLeast: 8000, atMost: 8000 },
    payload: { offset: 44, bytes: 16_000 },
    warnings: [],
  });
});

describe('chunks around the samples are stepped over, and only they', () => {
  test.each([
    ['before', [format, riffChunk('JUNK', Buffer.alloc(27)), list, riffChunk('data', samples)]],
    ['before the format', [riffChunk('bext', Buffer.alloc(602)), format, riffChunk('data', samples)]],
    ['after', [format, riffChunk('data', samples), list, riffChunk('cust', Buffer.alloc(9))]],
  ])('%s', async (_, chunks) => {
    const file = riffFile(chunks);
    const audio = await sniff(file);
    expect(audio).toMatchObject({
      decoding: { kind: 'none' },
      payload: { bytes: samples.length },
      warnings: [],
    });
    expect(file.subarray(audio.payload.offset).subarray(0, samples.length).equals(samples)).toBe(true);
  });
});

describe('a header that lies about its length gets a new one, and every sample is kept', () => {
  test.each([
    ['zero, as before the recorder ends', 0, /counts 0 bytes/],
    ['all ones, as into a pipe', 0xffffffff, /gives no length/],
    ['what sox writes into a pipe', 0x7ffff000, /gives no length/],
    ['more than there is', samples.length + 5000, /promises 21000 bytes/],
    ['less than there is', 1000, /counts 1000 bytes/],
  ])('%s', async (_, claimed, warning) => {
    const file = riffFile([format, riffChunk('data', samples, claimed)]);
    expect(await sniff(file)).toMatchObject({
      decoding: { kind: 'header' },
      frames: { atLeast: 8000, atMost: 8000 },
      payload: { offset: 44, bytes: samples.length },
      warnings: [expect.stringMatching(warning)],
    });
  });

  test('a RIFF length that lies alone', async () => {
    const file = riffFile([format, riffChunk('data', samples)], 0);
    expect(await sniff(file)).toMatchObject({
      decoding: { kind: 'header' },
      payload: { bytes: samples.length },
    });
  });
});

test('an ID3 tag behind the samples is no audio', async () => {
  const file = Buffer.concat([wavFile(samples), Buffer.from('TAGtitle'), Buffer.alloc(120)]);
  expect(await sniff(file)).toMatchObject({ payload: { bytes: samples.length } });
});

test('half a sample at the end is left out, and said so', async () => {
  const file = riffFile([format, riffChunk('data', samples.subarray(0, 15_999))]);
  expect(await sniff(file)).toMatchObject({
    frames: { atLeast: 7999 },
    payload: { bytes: 15_998 },
    warnings: [expect.stringContaining('last 1 bytes')],
  });
});

describe('the codec is read from either kind of format chunk', () => {
  test.each([
    ['wav/pcm8', { formatTag: 1, bitsPerSample: 8 }],
    ['wav/pcm24', { formatTag: 1, bitsPerSample: 24 }],
    ['wav/pcm32', { formatTag: 1, bitsPerSample: 32 }],
    ['wav/float32', { formatTag: 3, bitsPerSample: 32 }],
    ['wav/float64', { formatTag: 3, bitsPerSample: 64 }],
    ['wav/alaw', { formatTag: 6, bitsPerSample: 8 }],
    ['wav/mulaw', { formatTag: 7, bitsPerSample: 8 }],
  ])('%s', async (sourceFormat, facts) => {
    const data = riffChunk('data', Buffer.alloc(4800));
    const expected = { sourceFormat, frames: { atLeast: (4800 * 8) / facts.bitsPerSample } };
    expect(await sniff(riffFile([riffChunk('fmt ', formatBody(facts)), data]))).toMatchObject(expected);
    expect(await sniff(riffFile([riffChunk('fmt ', extensibleBody(facts)), data]))).toMatchObject(expected);
  });

  test('a PCM WAV with the long format chunk gets the short one: some readers know no other', async () => {
    const file = riffFile([riffChunk('fmt ', extensibleBody()), riffChunk('data', samples)]);
    expect(await sniff(file)).toMatchObject({ sourceFormat: 'wav/pcm16', decoding: { kind: 'header' } });
  });

  test('a WAV of GSM counts 320 samples in each 65 bytes', async () => {
    const body = Buffer.concat([
      formatBody({ formatTag: 49, bitsPerSample: 0, blockBytes: 65 }),
      Buffer.from([2, 0, 64, 1]),
    ]);
    const file = riffFile([riffChunk('fmt ', body), riffChunk('data', Buffer.alloc(10 * 65 + 12))]);
    expect(await sniff(file)).toMatchObject({
      sourceFormat: 'wav/gsm610',
      frames: { atLeast: 3200, atMost: 3200 },
      payload: { bytes: 650 },
      warnings: [expect.stringContaining('last 12 bytes')],
    });
  });
});

describe('what makes no sense is refused in words', () => {
  const data = riffChunk('data', samples);
  test.each([
    ['no samples', [format], /no audio data/],
    ['no format', [data], /nothing about its format/],
    ['a stub of a format', [riffChunk('fmt ', Buffer.alloc(8)), data], /too little about its format/],
    ['no channels', [riffChunk('fmt ', formatBody({ channels: 0, blockBytes: 2 })), data], /no channels/],
    [
      '12,345 bits',
      [riffChunk('fmt ', formatBody({ bitsPerSample: 12_345, blockBytes: 2 })), data],
      /12345 bits/,
    ],
    ['G.729', [riffChunk('fmt ', formatBody({ formatTag: 0x133 })), data], /G\.729/],
    ['an unknown codec', [riffChunk('fmt ', formatBody({ formatTag: 0x7abc })), data], /0x7abc/],
    [
      'blocks of nothing',
      [riffChunk('fmt ', formatBody({ formatTag: 17, blockBytes: 0 })), data],
      /block of 0 bytes/,
    ],
    [
      'GSM in stereo',
      [riffChunk('fmt ', formatBody({ formatTag: 49, channels: 2 })), data],
      /2 channels of GSM/,
    ],
    [
      'chunks without end',
      Array.from({ length: 5000 }, () => riffChunk('JUNK', Buffer.alloc(0))),
      /no audio data/,
    ],
  ])('%s', async (_, chunks, message) => {
    await expect(sniff(riffFile(chunks))).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message: expect.stringMatching(message),
    });
  });
});

describe('limits hold before anything is decoded', () => {
  test.each([
    ['9 channels', { channels: 9 }, /9 channels; 1 to 8/],
    ['3,999 Hz', { sampleRateHz: 3999 }, /3999 Hz; 4000 to 192000/],
    ['192,001 Hz', { sampleRateHz: 192_001 }, /192001 Hz/],
    ['no rate', { sampleRateHz: 0 }, /0 Hz/],
  ])('%s', async (_, facts, message) => {
    const audio = await sniff(wavFile(samples.subarray(0, 1800), facts));
    expect(() => checkAudioLimits(audio)).toThrow(message);
  });

  test('a rate that no field of a header of ours could hold', async () => {
    const format = formatBody({ formatTag: 17, bitsPerSample: 4, blockBytes: 256 });
    format.writeUInt32LE(0xffffffff, 4);
    const samplesPerBlock = Buffer.from([2, 0, 1, 0]);
    const chunk = riffChunk('fmt ', Buffer.concat([format, samplesPerBlock]));
    const audio = await sniff(riffFile([chunk, riffChunk('data', samples)]));
    expect(audio.sourceFormat).toBe('wav/ima-adpcm');
    expect(() => checkAudioLimits(audio)).toThrow(/4294967295 Hz/);
  });

  test('a recording longer than the limit', async () => {
    const limits = {
      maxChannels: 8,
      minSampleRateHz: 4000,
      maxSampleRateHz: 192_000,
      maxDurationSeconds: 0.999,
    };
    const audio = await sniff(wavFile(samples));
    expect(() => checkAudioLimits(audio, limits)).toThrow(/longer than the limit of 0.999 seconds/);
    expect(() => checkAudioLimits(audio, { ...limits, maxDurationSeconds: 1 })).not.toThrow();
  });

  test('a WAV of 16-bit PCM without a single sample', async () => {
    const audio = await sniff(wavFile(Buffer.alloc(0)));
    expect(() => checkAudioLimits(audio)).toThrow('The recording holds no audio.');
  });
});
