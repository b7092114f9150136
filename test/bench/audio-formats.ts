// Every format a recording may have: how fast it is converted, and how much of that is ours.
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentOpus } from '../support/audio-ogg.ts';
import { type AudioBench, againstBareSox, runCommand, soxCommand, writeCall } from './audio-bench.ts';
import type { Row } from './row.ts';

interface Format {
  readonly name: string;
  /** sox's word for the container. */
  readonly type: string;
  /** sox's words for the codec. */
  readonly codec?: readonly string[];
  readonly effects?: readonly string[];
  /** @default 5 */
  readonly minutes?: number;
}

const formats: readonly Format[] = [
  { name: 'wav/pcm16', type: 'wav' },
  { name: 'wav/pcm24', type: 'wav', codec: ['-b', '24'] },
  { name: 'wav/float32', type: 'wav', codec: ['-e', 'floating-point', '-b', '32'] },
  { name: 'wav/mulaw', type: 'wav', codec: ['-e', 'mu-law'] },
  { name: 'wav/alaw', type: 'wav', codec: ['-e', 'a-law'] },
  { name: 'wav/gsm610', type: 'wav', codec: ['-e', 'gsm-full-rate'] },
  { name: 'wav/ima-adpcm', type: 'wav', codec: ['-e', 'ima-adpcm'] },
  { name: 'wav/ms-adpcm', type: 'wav', codec: ['-e', 'ms-adpcm'] },
  { name: 'gsm', type: 'gsm' },
  { name: 'au/mulaw', type: 'au', codec: ['-e', 'mu-law'] },
  { name: 'flac', type: 'flac' },
  { name: 'amr-nb', type: 'amr-nb' },
  { name: 'mp3', type: 'mp3' },
  { name: 'ogg/vorbis', type: 'vorbis' },
  // The layer's sox reads Opus and writes none, so this is silence: cheaper to decode than speech. From 48 kHz to 16 takes sox longest.
  { name: 'ogg/opus', type: 'opus', effects: ['rate', '16000'], minutes: 1 },
];
const defaultMinutes = 5;
const runs = 5;

const writeRecording = async (bench: AudioBench, format: Format, path: string): Promise<void> => {
  const call = join(bench.scratch, 'call.wav');
  if (format.name === 'ogg/opus') return writeFile(path, silentOpus((format.minutes ?? defaultMinutes) * 60));
  if (format.name === 'wav/pcm16') return copyFile(call, path);
  await runCommand(soxCommand(bench.soxDirectory, [call, '-t', format.type, ...(format.codec ?? []), path]));
};

export const benchFormats = async (bench: AudioBench): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const path = join(bench.scratch, 'recording');
  await writeCall(join(bench.scratch, 'call.wav'), defaultMinutes);
  for (const format of formats) {
    const what = `${format.minutes ?? defaultMinutes} min of ${format.name}, ${runs} pairs`;
    bench.say(what);
    await writeRecording(bench, format, path);
    const { facts, medianMs, baselineMs, ratio } = await againstBareSox(bench, { ...format, path }, runs);
    if (facts.sourceFormat !== format.name) throw new Error(`${format.name} became ${facts.sourceFormat}`);
    const realTimeFactor = medianMs / 1000 / facts.durationSeconds;
    rows.push({
      what,
      measured:
        `real-time factor ${realTimeFactor.toFixed(5)}; ` +
        `${ratio.toFixed(2)}× bare sox (${medianMs.toFixed(0)} ms / ${baselineMs.toFixed(0)} ms)`,
    });
  }
  await rm(path);
  return rows;
};
