// The names of JSON logs and stored audio. The random part of a JSON log's name is the capability to read it.
import type { Randomness } from './randomness.ts';

/** 128 bits need 25 characters of [0-9a-z]; 26 leave a margin. */
const randomLength = 26;

const stamp = (nowMs: number): string => {
  const iso = new Date(nowMs).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}_${iso.slice(11, 19).replaceAll(':', '')}`;
};

/** `voice_YYYYMMDD_HHMMSS_<random>.json`, UTC. */
export const jsonLogName = (nowMs: number, random: Randomness): string =>
  `voice_${stamp(nowMs)}_${random.token(randomLength)}.json`;

export const isJsonLogName = (name: string): boolean => /^voice_\d{8}_\d{6}_[0-9a-z]{26}\.json$/.test(name);

export const jsonLogKey = (name: string): string => `json_logs/${name}`;

/** Where a JSON log is read by the world. */
export const jsonLogUrl = (publicBaseUrl: string, name: string): string =>
  `${publicBaseUrl}/voiceTranscription/json_logs/${name}`;

/** `WAV/<slug>_<timestamp>_<recording id>_<attempt>.wav`: the slug is for people, what makes it unique is the rest. */
export const wavKey = (audioId: string, recordingId: string, attempt: number, nowMs: number): string => {
  const slug = audioId.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 24) || 'audio';
  return `WAV/${slug}_${stamp(nowMs)}_${recordingId}_${attempt}.wav`;
};
