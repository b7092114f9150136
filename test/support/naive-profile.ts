// A recording's profile by definition, with all samples in hand: what the one that reads a stream is held against.
import {
  type AudioProfile,
  type AudioShape,
  fullScale,
  silenceRms,
} from '../../shared/domain/audio-profile.ts';

const chunksOf = <T>(values: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  );

const rounded = (share: number): number => Math.round(share * 1e6) / 1e6;

/** @param samples 16-bit little-endian, channels interleaved, whole frames. */
export const naiveProfile = (samples: Buffer, { channels, sampleRateHz }: AudioShape): AudioProfile => {
  const values = Array.from({ length: samples.length / 2 }, (_, at) => samples.readInt16LE(at * 2));
  const windows = chunksOf(values, Math.round(sampleRateHz / 50) * channels);
  const isSilent = (window: readonly number[]) =>
    Math.sqrt(window.reduce((sum, sample) => sum + sample ** 2, 0) / window.length) < silenceRms;
  let framesPerPoint = 1;
  while (values.length / channels > framesPerPoint * 256) framesPerPoint *= 2;
  const rows = channels === 1 ? [0] : [0, 1];
  const peaks = rows.map((row) =>
    chunksOf(values, framesPerPoint * channels).map((stretch) =>
      stretch
        .filter((_, at) => (at % channels) % 2 === row)
        .reduce((peak, sample) => Math.max(peak, Math.min(255, Math.floor(Math.abs(sample) / 128))), 0),
    ),
  );
  return {
    silenceRatio: rounded(windows.filter(isSilent).length / windows.length),
    clippingRatio: rounded(values.filter((sample) => Math.abs(sample) >= fullScale).length / values.length),
    peaks: peaks.map((row) => Uint8Array.from(row)),
  };
};
