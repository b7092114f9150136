// Tries a download again while that may help and the caller still waits: what transcode calls.
import { setTimeout as sleep } from 'node:timers/promises';
import { VoxgateError } from '../domain/voxgate-error.ts';
import {
  type Download,
  type DownloadedRecording,
  defaultDownloadTimeoutMs,
  downloadRecording,
} from './download-recording.ts';
import { startDeadline } from './outgoing-deadline.ts';

export interface DownloadRetries {
  /** Milliseconds before the second, third, … try. @default [500, 1500] */
  readonly pausesMs?: readonly number[] | undefined;
  /** Rejects when the signal aborts. @default a timer */
  readonly pause?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

const defaultPausesMs = [500, 1500];

function isWorthRetrying(error: unknown): boolean {
  return error instanceof VoxgateError && error.retry === 'later';
}

/** The total time limit spans all tries and pauses. @throws what the last try threw, see `downloadRecording` */
export async function downloadWithRetries(
  download: Download & DownloadRetries,
): Promise<DownloadedRecording> {
  const {
    pausesMs = defaultPausesMs,
    pause = (ms, signal) => sleep(ms, undefined, { signal }),
    ...once
  } = download;
  const deadline = startDeadline(once.limits?.totalTimeoutMs ?? defaultDownloadTimeoutMs, once.signal);
  try {
    for (const pauseMs of pausesMs) {
      try {
        return await downloadRecording({ ...once, signal: deadline.signal });
      } catch (error) {
        if (!isWorthRetrying(error) || deadline.signal.aborted) throw error;
        const isInTime = await pause(pauseMs, deadline.signal).then(
          () => true,
          () => false,
        );
        if (!isInTime) throw error;
      }
    }
    return await downloadRecording({ ...once, signal: deadline.signal });
  } finally {
    deadline.clear();
  }
}
