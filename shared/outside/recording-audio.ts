// A caller's URL → PCM WAV in S3 and at hand: download, detect, convert, keep, all within one private temp directory.
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createAddressPolicy } from '../domain/address-policy.ts';
import type { Audio } from '../use-cases/ports.ts';
import { convertRecording } from './convert-recording.ts';
import type { DownloadLimits } from './download-recording.ts';
import { downloadWithRetries } from './download-with-retries.ts';

export interface RecordingAudioProps {
  readonly soxDirectory: string;
  /** `production`, or `local` where loopback may be allowed. */
  readonly addressPolicy: string;
  readonly allowCidrs: readonly string[];
  readonly limits: DownloadLimits;
  readonly maxAudioSeconds: number;
  /** For the decoding, after which sox is killed. @default see convertRecording */
  readonly conversionTimeoutSeconds?: number;
  readonly keep: (key: string, path: string) => Promise<void>;
  readonly open: (key: string) => Promise<Readable>;
}

export const recordingAudio = (props: RecordingAudioProps): Audio => {
  const policy = createAddressPolicy({
    allowCidrs: props.allowCidrs,
    environment: props.addressPolicy === 'local' ? 'local' : 'production',
  });
  return {
    prepare: async ({ voicefileUrl, wavKey }) => {
      // Constant names in a directory of its own: sox gives some names a meaning.
      const directory = await mkdtemp(join(tmpdir(), 'recording-'));
      const dispose = () => rm(directory, { recursive: true, force: true });
      try {
        const sourcePath = join(directory, 'source.bin');
        const wavPath = join(directory, 'audio.wav');
        const { sha256 } = await downloadWithRetries({
          ...{ url: voicefileUrl, toPath: sourcePath, policy, limits: props.limits },
        });
        const facts = await convertRecording({
          ...{ sourcePath, sourceSha256: sha256 },
          wavPath,
          soxDirectory: props.soxDirectory,
          limits: {
            maxDurationSeconds: props.maxAudioSeconds,
            ...(props.conversionTimeoutSeconds !== undefined && {
              timeoutSeconds: props.conversionTimeoutSeconds,
            }),
          },
        });
        await props.keep(wavKey, wavPath);
        const wav = { sizeBytes: facts.wavBytes, open: async () => createReadStream(wavPath) };
        return { facts, wav, dispose };
      } catch (error) {
        await dispose();
        throw error;
      }
    },
    stored: (wavKey, sizeBytes) => ({ sizeBytes, open: () => props.open(wavKey) }),
  };
};
