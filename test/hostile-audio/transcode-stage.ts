// The transcode function as it is deployed but for AWS and the vendor: download from loopback, sniff, sox, keep, hand over.
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';
import { processRecording } from '../../functions/pipeline/transcode/process-recording.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import { type RecordingAudioProps, recordingAudio } from '../../shared/outside/recording-audio.ts';
import { portsWith, stored, submitDemo } from '../support/arrange-flow.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { answer, type HostileServer, startHostileServer } from '../support/hostile-server.ts';

const limits = {
  totalTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  connectTimeoutMs: 30_000,
  maxBytes: 50_000_000,
};

export type StageSettings = Partial<
  Pick<RecordingAudioProps, 'soxDirectory' | 'maxAudioSeconds' | 'conversionTimeoutSeconds'>
>;

export class TranscodeStage {
  readonly bench: AudioBench;
  /** The machine's temp directory, for this stage alone. */
  readonly tempDirectory: string;
  readonly ports = portsWith();
  /** What the vendor was given, by audioID. */
  readonly uploads = new Map<string, Buffer>();
  readonly #server: HostileServer;
  #count = 0;

  private constructor(bench: AudioBench, tempDirectory: string, server: HostileServer) {
    this.bench = bench;
    this.tempDirectory = tempDirectory;
    this.#server = server;
    this.ports.vendor.script.usually = async ({ audioId, wav }) => {
      this.uploads.set(audioId, await buffer(await wav.open()));
      return { kind: 'acknowledged' };
    };
  }

  /** @param recordings by the path they are served at. @param tempDirectory @default one beside the recordings */
  static async open(
    recordings: Readonly<Record<string, Buffer>>,
    tempDirectory?: string,
  ): Promise<TranscodeStage> {
    const bench = await AudioBench.open();
    const temp = tempDirectory ?? (await mkdtemp(join(bench.directory, 'temp-')));
    vi.stubEnv('TMPDIR', temp);
    const behaviours = Object.fromEntries(
      Object.entries(recordings).map(([path, bytes]) => [path, answer(200, {}, bytes)]),
    );
    await mkdir(bench.path('bucket'));
    return new TranscodeStage(bench, temp, await startHostileServer({ behaviours }));
  }

  async close(): Promise<void> {
    vi.unstubAllEnvs();
    await this.#server.close();
    await rm(this.tempDirectory, { recursive: true, force: true }).catch(() => undefined);
    await this.bench.close();
  }

  /** Submits the recording at this path and lets transcode take its one step. @returns how it stands then */
  async transcode(path: string, settings: StageSettings = {}): Promise<Recording> {
    this.#count += 1;
    const audioId = `${path.slice(1)}-${this.#count}`;
    const { recording } = await submitDemo(this.ports, { audioId, voicefileUrl: this.#server.url(path) });
    return this.takeStep(recording, settings);
  }

  async takeStep(recording: Pick<Recording, 'id'>, settings: StageSettings = {}): Promise<Recording> {
    const audio = recordingAudio({
      ...{ soxDirectory: this.bench.soxDirectory, maxAudioSeconds: 3600, ...settings },
      ...{ addressPolicy: 'local', allowCidrs: ['127.0.0.0/8'], limits },
      keep: (key, wavPath) => copyFile(wavPath, join(this.bench.path('bucket'), key.replaceAll('/', '_'))),
      open: () => Promise.reject(new Error('the WAV is at hand')),
    });
    await processRecording({ ...this.ports, audio }, recording.id);
    return stored(this.ports, recording);
  }

  async kept(): Promise<Buffer[]> {
    const names = await readdir(this.bench.path('bucket'));
    return Promise.all(names.map((name) => readFile(join(this.bench.path('bucket'), name))));
  }

  /** What lies in the temp directory. */
  left(): Promise<string[]> {
    return readdir(this.tempDirectory);
  }
}
