// Between sniffing and decoding: refuses what no call recording is, before a small file becomes a huge one.
import { conversionFailed, type SniffedAudio } from './audio-format.ts';

export interface AudioLimits {
  readonly maxChannels: number;
  readonly minSampleRateHz: number;
  readonly maxSampleRateHz: number;
  readonly maxDurationSeconds: number;
}

export const defaultAudioLimits: AudioLimits = {
  maxChannels: 8,
  minSampleRateHz: 4000,
  maxSampleRateHz: 192_000,
  maxDurationSeconds: 12 * 3600,
};

/** @throws VoxgateError `CONVERSION_FAILED` that names the limit, or says that nothing is to be heard. */
export function checkAudioLimits(audio: SniffedAudio, limits: AudioLimits = defaultAudioLimits): void {
  const { channels, sampleRateHz, frames } = audio;
  if (!(channels >= 1 && channels <= limits.maxChannels)) {
    throw conversionFailed(
      `The recording has ${channels} channels; 1 to ${limits.maxChannels} are supported.`,
    );
  }
  if (!(sampleRateHz >= limits.minSampleRateHz && sampleRateHz <= limits.maxSampleRateHz)) {
    throw conversionFailed(
      `The recording has a sample rate of ${sampleRateHz} Hz; ${limits.minSampleRateHz} to ${limits.maxSampleRateHz} are supported.`,
    );
  }
  if (frames.atMost < 1) throw conversionFailed('The recording holds no audio.');
  if (frames.atLeast > limits.maxDurationSeconds * sampleRateHz) throw tooLong(limits);
}

export function tooLong(limits: AudioLimits): Error {
  return conversionFailed(`The recording is longer than the limit of ${limits.maxDurationSeconds} seconds.`);
}
