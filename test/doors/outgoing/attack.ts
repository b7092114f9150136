// What one hostile server does, and how a download from it and a forward to it must end.

import { wavFile } from '../../support/audio-wav.ts';
import type { Behaviour } from '../../support/hostile-server.ts';

/** Which of our limits ends it; `at once` when none has to. A download that may be tried again is, twice. */
export type EndedBy = 'at once' | 'retries' | 'connect' | 'idle' | 'total';

export interface Ending {
  /** The reason, or for a forward the status. */
  readonly outcome: string;
  readonly by: EndedBy;
}

export interface AttackSite {
  /** A URL of another origin, which answers under any path. */
  elsewhere(path: string): string;
}

export interface Attack {
  readonly what: string;
  /** What it speaks: `mute` takes a TCP connection for TLS and says nothing, `garbled` answers with noise. @default http */
  readonly speaks?: 'http' | 'untrusted https' | 'mute' | 'garbled';
  /** By path; `/` is asked first. */
  readonly behaviours: (site: AttackSite) => Readonly<Record<string, Behaviour>>;
  readonly download: Ending;
  readonly forward: Ending;
}

export const itWorked = 'it worked';

/** A second of silence, which needs no conversion. */
export const goodRecording = wavFile(Buffer.alloc(16_000));

/** Small enough for a test, long enough for a busy machine to tell them from each other. */
export const downloadLimits = {
  connectTimeoutMs: 1200,
  idleTimeoutMs: 1200,
  totalTimeoutMs: 8000,
  maxBytes: 1_000_000,
};
export const forwardTimeoutMs = 2500;

const tries = 3;
/** Between them: the defaults of downloads. */
const pausesMs = 500 + 1500;

/** Milliseconds that the call may take when nothing but our limits takes time. */
export const longestMs = (way: 'download' | 'forward', by: EndedBy): number => {
  if (by === 'at once') return 0;
  if (way === 'forward') return forwardTimeoutMs;
  if (by === 'total') return downloadLimits.totalTimeoutMs;
  if (by === 'retries') return pausesMs;
  return pausesMs + tries * (by === 'idle' ? downloadLimits.idleTimeoutMs : downloadLimits.connectTimeoutMs);
};
