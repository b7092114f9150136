// Between download and S3: whatever the PBX recorded becomes a WAV of 16-bit PCM, or a reason why not.
import { copyFile, link, rm, stat } from 'node:fs/promises';
import { conversionFailed, type SniffedAudio } from '../domain/audio-format.ts';
import { type AudioLimits, checkAudioLimits, defaultAudioLimits, tooLong } from '../domain/audio-limits.ts';
import { AudioProfiler } from '../domain/audio-profile.ts';
import type { AudioFacts } from '../domain/recording.ts';
import { sniffAudio } from '../domain/sniff-audio.ts';
import { VoxgateError } from '../domain/voxgate-error.ts';
import { pcmHeaderBytes } from '../domain/wav-header.ts';
import { readSlice, readThrough, sha256OfFile, withAudioFile } from './audio-file.ts';
import { checkDecodedFrames, checkSoxEnd, soxWarnings } from './judge-sox.ts';
import { runSox, type SoxEnd } from './sox.ts';
import { type FinishedWav, WavSink, type WavSinkProps } from './wav-sink.ts';

export interface ConversionLimits extends AudioLimits {
  /** For the decoding, after which sox is killed. */
  readonly timeoutSeconds: number;
  readonly maxWavBytes: number;
}

/** 12 hours of telephone audio, or three of CD quality, on a disk that also holds a 500 MB source. */
export const defaultConversionLimits: ConversionLimits = {
  ...defaultAudioLimits,
  timeoutSeconds: 300,
  maxWavBytes: 2_000_000_000,
};

export interface ConvertRecordingInput {
  readonly sourcePath: string;
  /** In lower-case hexadecimal, where it was taken already. @default the source is read for it */
  readonly sourceSha256?: string;
  /** Written, or hard-linked to the source when that needs no change; not there when this throws. */
  readonly wavPath: string;
  /** The layer's folder: `/opt/sox` on Lambda. */
  readonly soxDirectory: string;
  /** @default defaultConversionLimits */
  readonly limits?: Partial<ConversionLimits>;
  /** Ends the conversion; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Detects the format by content and writes a WAV of 16-bit PCM with the same rate and channels (Opus: 16 kHz). A WAV that is
 * such already keeps its samples bit for bit. Nothing but the WAV is written.
 * @throws VoxgateError `DOWNLOAD_FAILED` when the file is empty or a web page; `CONVERSION_FAILED` when it is no audio we know, is
 * damaged, exceeds a limit, or when sox did not give just as many samples as there must be.
 */
export async function convertRecording(input: ConvertRecordingInput): Promise<AudioFacts> {
  const limits = { ...defaultConversionLimits, ...input.limits };
  const audio = await withAudioFile(input.sourcePath, sniffAudio);
  checkAudioLimits(audio, limits);
  const timeout = AbortSignal.timeout(limits.timeoutSeconds * 1000);
  const signal = input.signal ? AbortSignal.any([input.signal, timeout]) : timeout;
  try {
    const written = await writeWav(input, audio, limits, signal);
    return await describe(input, audio, written);
  } catch (error) {
    await rm(input.wavPath, { force: true });
    input.signal?.throwIfAborted();
    if (timeout.aborted) {
      throw conversionFailed(`The conversion took longer than ${limits.timeoutSeconds} seconds.`, {
        cause: error,
      });
    }
    throw asConversionFailure(error);
  }
}

interface Written extends FinishedWav {
  readonly frames: number;
  readonly warnings: readonly string[];
}

async function writeWav(
  input: ConvertRecordingInput,
  audio: SniffedAudio,
  limits: ConversionLimits,
  signal: AbortSignal,
): Promise<Written> {
  const { sourcePath, wavPath } = input;
  const { channels, payload, decoding, frames } = audio;
  signal.throwIfAborted();
  if (decoding.kind === 'none') {
    await linkOrCopy(sourcePath, wavPath);
    return { frames: frames.atLeast, ...(await profileLinked(wavPath, audio, signal)), warnings: [] };
  }
  const sink = await WavSink.open({ path: wavPath, ...audio, ...outputSize(audio, limits) });
  try {
    let end: SoxEnd | undefined;
    if (decoding.kind === 'header') {
      for await (const samples of readSlice(sourcePath, payload)) {
        signal.throwIfAborted();
        await sink.append(samples);
      }
    } else {
      const bytes = readSlice(sourcePath, payload, decoding.header);
      end = await runSox({
        soxDirectory: input.soxDirectory,
        inputParameters: decoding.parameters,
        outputShape: audio,
        input: decoding.mend ? decoding.mend(bytes) : bytes,
        output: (samples) => sink.append(samples),
        signal,
      });
    }
    signal.throwIfAborted();
    if (end) checkSoxEnd(end, audio);
    const written = sink.dataBytes / (channels * 2);
    checkDecodedFrames(written, audio);
    return { frames: written, ...(await sink.finish()), warnings: end ? soxWarnings(end) : [] };
  } finally {
    await sink.close();
  }
}

/** Whichever limit comes first, in bytes of samples, and what to say when it is passed: a small file can hold hours of silence. */
function outputSize(
  { channels, sampleRateHz, frames }: SniffedAudio,
  limits: ConversionLimits,
): Pick<WavSinkProps, 'maxDataBytes' | 'tooLong' | 'expectedDataBytes'> {
  const expectedDataBytes = frames.atLeast === frames.atMost ? frames.atLeast * channels * 2 : undefined;
  const longestBytes = limits.maxDurationSeconds * sampleRateHz * channels * 2;
  const largestBytes = limits.maxWavBytes - pcmHeaderBytes;
  if (longestBytes <= largestBytes) {
    return { maxDataBytes: longestBytes, tooLong: () => tooLong(limits), expectedDataBytes };
  }
  const reason = `The recording would come out larger than the limit of ${limits.maxWavBytes} bytes.`;
  return { maxDataBytes: largestBytes, tooLong: () => conversionFailed(reason), expectedDataBytes };
}

/** One read for the hash and the profile. */
async function profileLinked(
  path: string,
  { payload, ...shape }: SniffedAudio,
  signal: AbortSignal,
): Promise<FinishedWav> {
  const profiler = new AudioProfiler(shape);
  const end = payload.offset + payload.bytes;
  const look = (chunk: Buffer, offset: number): void =>
    profiler.add(chunk.subarray(Math.max(0, payload.offset - offset), Math.max(0, end - offset)));
  const sha256 = await readThrough(path, look, signal);
  return { sha256, profile: profiler.profile() };
}

async function describe(
  input: ConvertRecordingInput,
  audio: SniffedAudio,
  written: Written,
): Promise<AudioFacts> {
  const { kind } = audio.decoding;
  return {
    sourceFormat: audio.sourceFormat,
    sourceBytes: (await stat(input.sourcePath)).size,
    converted: kind === 'sox',
    sampleRateHz: audio.sampleRateHz,
    channels: audio.channels,
    frames: written.frames,
    durationSeconds: Math.round((written.frames / audio.sampleRateHz) * 1000) / 1000,
    wavBytes: (await stat(input.wavPath)).size,
    sourceSha256:
      kind === 'none' ? written.sha256 : (input.sourceSha256 ?? (await sha256OfFile(input.sourcePath))),
    wavSha256: written.sha256,
    ...written.profile,
    warnings: [...audio.warnings, ...written.warnings],
  };
}

/** A link costs neither time nor a second copy's room; between two file systems there is none. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  await link(from, to).catch(() => copyFile(from, to));
}

function asConversionFailure(error: unknown): unknown {
  if (error instanceof VoxgateError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') {
    return conversionFailed('The conversion ran out of disk space.', { cause: error, retry: 'later' });
  }
  return conversionFailed('The conversion could not be carried out.', { cause: error, retry: 'later' });
}
