// GSM, which most recordings are: does our share stay small, and does it grow with the length?
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AudioBench, againstBareSox, runCommand, soxCommand, writeCall } from './audio-bench.ts';
import type { Row } from './row.ts';

const lengths = [
  { minutes: 5, target: 1.5 },
  { minutes: 60, target: 1.15 },
] as const;

export const benchLengths = async (bench: AudioBench): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const { minutes, target } of lengths) {
    bench.say(`${minutes} min of GSM`);
    const wav = join(bench.scratch, 'call.wav');
    const gsm = join(bench.scratch, 'call.gsm');
    await writeCall(wav, minutes);
    await runCommand(soxCommand(bench.soxDirectory, [wav, '-t', 'gsm', gsm]));
    const { medianMs, baselineMs, ratio } = await againstBareSox(
      bench,
      { path: gsm, type: 'gsm' },
      bench.runs,
    );
    rows.push({
      what: `${minutes} min of GSM, against bare sox`,
      measured: `${ratio.toFixed(2)}× (${medianMs.toFixed(0)} ms / ${baselineMs.toFixed(0)} ms)`,
      target: { text: `≤ ${target}×`, isMet: ratio <= target },
    });
    await Promise.all([rm(wav), rm(gsm)]);
  }
  return rows;
};
