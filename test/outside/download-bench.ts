// Beneath the download tests: one recording, a directory for it, and the rule that a failed download leaves nothing there.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import {
  type Download,
  type DownloadedRecording,
  downloadRecording,
} from '../../shared/outside/download-recording.ts';
import { loopbackPolicy, watchedServers } from './watched-servers.ts';

export const audio = Buffer.from(
  Array.from({ length: 330_000 }, (_, index) => (index % 33 === 0 ? 0xd5 : index % 251)),
);

/** For the top of a file: where its tests download from, and into. */
export function downloadBench({ idleTimeoutMs = 5000 } = {}) {
  const limits = { connectTimeoutMs: 5000, idleTimeoutMs, totalTimeoutMs: 20_000 };
  const directory = join(tmpdir(), `download-${randomUUID()}`);
  const toPath = join(directory, 'recording.bin');

  beforeAll(() => mkdir(directory));
  afterAll(() => rm(directory, { recursive: true, force: true }));
  afterEach(() => rm(toPath, { force: true }));
  // The last to be set up is the first to look, right after the test.
  const { serve, dials } = watchedServers();

  const download = (url: string, more: Partial<Download> = {}): Promise<DownloadedRecording> =>
    downloadRecording({ url, toPath, policy: loopbackPolicy, limits, ...more });

  /** @throws whatever is no failure of a download */
  const failureOf = async (call: Promise<unknown>): Promise<VoxgateError> => {
    const failure = await call.then(
      () => 'it did not fail',
      (error: unknown) => error,
    );
    if (!(failure instanceof VoxgateError)) throw failure;
    expect(failure.code).toBe('DOWNLOAD_FAILED');
    expect(await readdir(directory)).toEqual([]);
    return failure;
  };

  return { limits, directory, toPath, serve, dials, download, failureOf };
}
