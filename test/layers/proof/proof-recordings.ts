// What the proof converts: recordings made on the spot, and the samples that must come out of each, on any machine.
import { readFile } from 'node:fs/promises';
import { speechLike, toPcm16 } from '../../support/audio-signal.ts';
import { type AudioBench, bareSox } from '../../support/audio-sox.ts';
import { wavFile } from '../../support/audio-wav.ts';
import { expandMulaw } from '../../support/expand-g711.ts';
import { amrWbNoise, opusModes, opusNoise } from './proof-codecs.ts';

export interface ProofRecording {
  /** As the converter must recognise it. */
  readonly format: string;
  /** Which of the format's codecs, when it has several. */
  readonly codec?: string;
  readonly recording: Buffer;
  /** What must come out: 16-bit little-endian, one channel. */
  readonly samples: Buffer;
  /** How far any sample may be off, in steps of 16 bits. */
  readonly tolerance: number;
  /** What was recorded: the samples must sound like it. */
  readonly original?: Buffer;
  /** Of `samples`, for codecs that are defined bit by bit. */
  readonly samplesSha256?: string;
}

const bitExact = {
  /** In both packings. ffmpeg's decoder, which is not sox's, gave these samples too (2026-11-21). */
  gsm: { tolerance: 0, samplesSha256: 'd213ed4435ad5bf406415ef8a5e0136c089ec8a98ddf5b2bbf9b827bb3e7ce72' },
  amrNb: { tolerance: 0, samplesSha256: 'a41bfb02ae9933502fd72bc0f1b87936ba5fd21bf0fe09295b06b42f0f41833a' },
  amrWb: { tolerance: 0, samplesSha256: '208197df192b0b5931d3dc5a8bb2a55a18f61e101390bbbd922b7ee41d5898c1' },
};
/** libmad multiplies in another way on each machine: 31 was measured. */
const mp3Tolerance = 64;
/** Decoders in floating point: 1 was measured. */
const floatTolerance = 4;

export async function makeProofRecordings(bench: AudioBench): Promise<ProofRecording[]> {
  const narrow = toPcm16(speechLike(2, 8000));
  const wide = toPcm16(speechLike(2, 16_000));
  const encode = (...to: string[]) => bench.encode(wavFile(narrow), to);
  const encodeWide = (type: string) => bench.encode(wavFile(wide, { sampleRateHz: 16_000 }), ['-t', type]);
  const gsm = await encode('-t', 'gsm');
  const wav49 = await encode('-t', 'wav', '-e', 'gsm-full-rate');
  const mulaw = await encode('-t', 'wav', '-e', 'mu-law');
  const amrNb = await encode('-t', 'amr-nb');
  const mp3 = await encodeWide('mp3');
  const vorbis = await encodeWide('vorbis');
  const fromSox = async (recording: Buffer, type: string, sampleRateHz: number) => ({
    recording,
    samples: await decode(bench, recording, type, sampleRateHz),
  });
  const opus = async (mode: number) => ({
    ...(await fromSox(opusNoise(mode, 2), 'opus', 16_000)),
    tolerance: floatTolerance,
  });
  return [
    { format: 'gsm', ...(await fromSox(gsm, 'gsm', 8000)), ...bitExact.gsm },
    { format: 'wav/gsm610', ...(await fromSox(wav49, 'wav', 8000)), ...bitExact.gsm },
    { format: 'wav/mulaw', recording: mulaw, samples: expandMulaw(mulaw.subarray(-16_000)), tolerance: 0 },
    { format: 'flac', recording: await encode('-t', 'flac'), samples: narrow, tolerance: 0 },
    { format: 'amr-nb', ...(await fromSox(amrNb, 'amr-nb', 8000)), ...bitExact.amrNb },
    { format: 'amr-wb', ...(await fromSox(amrWbNoise(2), 'amr-wb', 16_000)), ...bitExact.amrWb },
    { format: 'mp3', ...(await fromSox(mp3, 'mp3', 16_000)), tolerance: mp3Tolerance, original: wide },
    {
      format: 'ogg/vorbis',
      ...(await fromSox(vorbis, 'vorbis', 16_000)),
      ...{ tolerance: floatTolerance, original: wide },
    },
    { format: 'ogg/opus', codec: 'SILK', ...(await opus(opusModes.silkWideband)) },
    { format: 'ogg/opus', codec: 'CELT', ...(await opus(opusModes.celtFullband)) },
  ];
}

/** What this machine's layer makes of it outside the jail. */
async function decode(
  bench: AudioBench,
  recording: Buffer,
  type: string,
  sampleRateHz: number,
): Promise<Buffer> {
  const source = await bench.write(recording);
  const target = bench.path();
  const shape = ['-t', 'raw', '-e', 'signed-integer', '-b', '16', '-L', '-r', `${sampleRateHz}`];
  await bareSox(bench.soxDirectory, ['-t', type, source, ...shape, target]);
  return readFile(target);
}
