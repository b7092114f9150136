// Everything outside of the stack, in the harness's own process: it goes on while the stack is dead.
import { join } from 'node:path';
import { writeDemoRecordings } from '../../infra/local/outside/demo-recording.ts';
import { type RecordingServer, startRecordingServer } from '../../infra/local/outside/recording-server.ts';
import { startVendorSimulator, type VendorSimulator } from '../../infra/local/outside/vendor-simulator.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { startWatchedReceiver, type WatchedReceiver } from './watched-receiver.ts';

export const sourceNames = ['PBXdemo', 'CCDdemo'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface World {
  readonly vendor: VendorSimulator;
  readonly receivers: Readonly<Record<SourceName, WatchedReceiver>>;
  readonly recordings: RecordingServer;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** For the recordings. */
  readonly directory: string;
  readonly soxDirectory: string;
  readonly webhookUrl: string;
  readonly vendorToken: string;
  readonly seed: number;
}

/** A vendor that does not give up while the stack is down. */
const webhookRetriesMs = [200, 500, 1000, ...Array.from({ length: 60 }, () => 2000)];

export const startWorld = async (options: WorldOptions): Promise<World> => {
  const served = join(options.directory, 'recordings');
  await writeDemoRecordings({ directory: served, soxDirectory: options.soxDirectory });
  const recordings = await startRecordingServer({ directory: served });
  const vendor = await startVendorSimulator({
    webhookUrl: () => options.webhookUrl,
    token: options.vendorToken,
    retryDelaysMs: webhookRetriesMs,
  });
  const PBXdemo = await startWatchedReceiver(seededRandomness(options.seed + 1));
  const CCDdemo = await startWatchedReceiver(seededRandomness(options.seed + 2));
  return {
    vendor,
    receivers: { PBXdemo, CCDdemo },
    recordings,
    close: async () => {
      await Promise.all([vendor.close(), recordings.close(), PBXdemo.close(), CCDdemo.close()]);
    },
  };
};
