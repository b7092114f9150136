// The audio half of the bench: speed by length and by format, and what it takes of memory.
import type { AudioBench } from './audio-bench.ts';
import { benchFormats } from './audio-formats.ts';
import { benchLengths } from './audio-lengths.ts';
import { benchMemory } from './audio-memory.ts';
import type { Row } from './row.ts';

export const benchAudio = async (bench: AudioBench): Promise<readonly Row[]> => [
  ...(await benchLengths(bench)),
  ...(await benchFormats(bench)),
  ...(await benchMemory(bench)),
];
