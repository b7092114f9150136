// Every format a recording may have comes out as the samples that the layer's sox reads from it, whatever the file is called.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertRecording } from '../../shared/outside/convert-recording.ts';
import { silentOpus } from '../support/audio-ogg.ts';
import { speechLike, toPcm16 } from '../support/audio-signal.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { readPcmWav, wavFile } from '../support/audio-wav.ts';
import { naiveProfile } from '../support/naive-profile.ts';

const mono = wavFile(toPcm16(speechLike(4, 8000)));
const stereo = wavFile(toPcm16(speechLike(2, 16_000), speechLike(2, 16_000, 2)), {
  channels: 2,
  sampleRateHz: 16_000,
});

let bench: AudioBench;
beforeAll(async () => {
  bench = await AudioBench.open();
});
afterAll(() => bench.close());

async function convert(recording: Buffer, name?: string) {
  const sourcePath = await bench.write(recording, name);
  const wavPath = bench.path();
  const facts = await convertRecording({ sourcePath, wavPath, soxDirectory: bench.soxDirectory });
  return { facts, wav: await readFile(wavPath) };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the samples are the very ones that bare sox reads', () => {
  test.each([
    ['gsm', mono, ['-t', 'gsm'], 'gsm'],
    ['wav/gsm610', mono, ['-t', 'wav', '-e', 'gsm-full-rate'], 'wav'],
    ['wav/mulaw', mono, ['-t', 'wav', '-e', 'mu-law'], 'wav'],
    ['wav/alaw', stereo, ['-t', 'wav', '-e', 'a-law'], 'wav'],
    ['wav/pcm8', stereo, ['-t', 'wav', '-b', '8'], 'wav'],
    ['wav/pcm24', stereo, ['-t', 'wav', '-b', '24'], 'wav'],
    ['wav/pcm32', stereo, ['-t', 'wav', '-b', '32'], 'wav'],
    ['wav/float32', stereo, ['-t', 'wav', '-e', 'floating-point', '-b', '32'], 'wav'],
    ['wav/float64', stereo, ['-t', 'wav', '-e', 'floating-point', '-b', '64'], 'wav'],
    ['wav/ima-adpcm', stereo, ['-t', 'wav', '-e', 'ima-adpcm'], 'wav'],
    ['wav/ms-adpcm', stereo, ['-t', 'wav', '-e', 'ms-adpcm'], 'wav'],
    ['au/mulaw', mono, ['-t', 'au', '-e', 'mu-law'], 'au'],
    ['au/pcm16', stereo, ['-t', 'au', '-e', 'signed-integer', '-b', '16'], 'au'],
    ['flac', stereo, ['-t', 'flac'], 'flac'],
    ['amr-nb', mono, ['-t', 'amr-nb'], 'amr-nb'],
    ['ogg/vorbis', stereo, ['-t', 'vorbis'], 'vorbis'],
    ['mp3', stereo, ['-t', 'mp3'], 'mp3'],
  ])('%s', async (sourceFormat, original, encoding, type) => {
    const recording = await bench.encode(original, encoding);
    const { facts, wav } = await convert(recording);
    const { channels, sampleRateHz, samples } = readPcmWav(wav);
    const expected = await bench.decode(recording, type);
    expect(samples.equals(expected)).toBe(true);
    expect(facts).toEqual({
      sourceFormat,
      sourceBytes: recording.length,
      converted: true,
      sampleRateHz: original.readUInt32LE(24),
      channels: original.readUInt16LE(22),
      frames: expected.length / 2 / channels,
      durationSeconds: Math.round((expected.length / 2 / channels / sampleRateHz) * 1000) / 1000,
      wavBytes: expected.length + 44,
      sourceSha256: sha256(recording),
      wavSha256: sha256(wav),
      ...naiveProfile(expected, { channels, sampleRateHz }),
      warnings: [],
    });
    expect([sampleRateHz, channels]).toEqual([facts.sampleRateHz, facts.channels]);
  });
});

test('Opus comes out at 16 kHz and at its full length', async () => {
  const { facts, wav } = await convert(silentOpus(5));
  expect(facts).toMatchObject({
    sourceFormat: 'ogg/opus',
    converted: true,
    frames: 80_000,
    durationSeconds: 5,
  });
  expect(readPcmWav(wav)).toMatchObject({ sampleRateHz: 16_000, channels: 1 });
});

describe('the name of the file says nothing', () => {
  test.each([
    'recording.gsm',
    'recording.wav',
    'recording.bin',
    'recording',
    '|touch owned',
    '-n',
    'playlist.m3u',
    'a b\n;"$(touch owned)',
  ])('%j', async (name) => {
    const gsm = await bench.encode(mono, ['-t', 'gsm']);
    const { facts, wav } = await convert(gsm, name);
    expect(facts.sourceFormat).toBe('gsm');
    expect(readPcmWav(wav).samples.equals(await bench.decode(gsm, 'gsm'))).toBe(true);
    expect(await readdir(bench.directory)).not.toContain('owned');
  });
});

test('GSM with a piece of a frame at its end is converted without it', async () => {
  const gsm = await bench.encode(mono, ['-t', 'gsm']);
  const { facts, wav } = await convert(Buffer.concat([gsm, Buffer.alloc(17, 0xd5)]));
  expect(readPcmWav(wav).samples.equals(await bench.decode(gsm, 'gsm'))).toBe(true);
  expect(facts.warnings).toEqual([expect.stringContaining('last 17 bytes')]);
});

test('a loud recording that clips says so', async () => {
  const loud = Buffer.alloc(8000 * 4);
  for (let at = 0; at < loud.length; at += 4) loud.writeFloatLE(3 * Math.sin(at / 40), at);
  const { facts } = await convert(wavFile(loud, { formatTag: 3, bitsPerSample: 32 }));
  expect(facts.frames).toBe(8000);
  expect(facts.warnings).toContainEqual(expect.stringMatching(/^sox: .* output clipped \d+ samples/));
});
