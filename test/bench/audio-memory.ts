// What a conversion takes beside time: memory, which must not follow the recording's size, and the start of sox.
import { execFile, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AudioBench, runCommand, soxCommand, writeCall } from './audio-bench.ts';
import { serveGenerated } from './generated-recording.ts';
import { compare, median, timed } from './measure.ts';
import { peakMemoryMb } from './peak-memory.ts';
import type { Row } from './row.ts';

const pairs = 3;
const target = 1.25;

/** In a process of its own: the real download, the real conversion. */
const preparing = async (url: string, soxDirectory: string): Promise<number> => {
  const script = join(import.meta.dirname, 'prepare-recording.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, url, soxDirectory]);
  return Number(stdout);
};

const ourMemory = async ({ soxDirectory, say }: AudioBench): Promise<Row> => {
  const server = await serveGenerated();
  const measured: (readonly [number, number])[] = [];
  try {
    for (let pair = 1; pair <= pairs; pair += 1) {
      say(`download and conversion of 50 MB and 500 MB, ${pair} of ${pairs}`);
      const small = await preparing(`${server.url}/50`, soxDirectory);
      measured.push([small, await preparing(`${server.url}/500`, soxDirectory)]);
    }
  } finally {
    server.close();
  }
  const ratio = median(measured.map(([small, large]) => large / small));
  const [small, large] = [median(measured.map(([mb]) => mb)), median(measured.map(([, mb]) => mb))];
  return {
    what: `peak memory of our process for 500 MB, against 50 MB, ${pairs} pairs`,
    measured: `${ratio.toFixed(2)}× (${large.toFixed(0)} MB / ${small.toFixed(0)} MB)`,
    target: { text: `≤ ${target}×`, isMet: ratio <= target },
  };
};

/** Read when sox has taken everything and waits for more. */
const soxMemory = async ({ soxDirectory, scratch, say }: AudioBench, minutes: number): Promise<Row> => {
  say(`memory of sox, ${minutes} min`);
  const [wav, gsm] = [join(scratch, 'call.wav'), join(scratch, 'call.gsm')];
  await writeCall(wav, minutes);
  await runCommand(soxCommand(soxDirectory, [wav, '-t', 'gsm', gsm]));
  const decode = soxCommand(soxDirectory, ['-t', 'gsm', '-', '-t', 'raw', '-e', 'signed-integer', '-']);
  const sox = spawn(decode.file, decode.args, {
    cwd: soxDirectory,
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => sox.on('close', resolve));
  sox.stdout.resume();
  const recording = await readFile(gsm);
  await new Promise((resolve) => sox.stdin.write(recording, resolve));
  const megabytes = await peakMemoryMb(sox.pid ?? 0);
  sox.stdin.end();
  await ended;
  await Promise.all([rm(wav), rm(gsm)]);
  return { what: `peak memory of sox, ${minutes} min of GSM`, measured: `${megabytes.toFixed(1)} MB` };
};

const soxStart = async ({ soxDirectory, runs, say }: AudioBench): Promise<Row> => {
  say('start of sox');
  const start = timed(soxCommand(soxDirectory, ['--version']));
  const { medianMs, baselineMs } = await compare(start, timed({ file: '/bin/true', args: [] }), runs);
  return {
    what: 'start and end of sox, against /bin/true',
    measured: `${medianMs.toFixed(1)} ms / ${baselineMs.toFixed(1)} ms`,
  };
};

export const benchMemory = async (bench: AudioBench): Promise<readonly Row[]> => [
  await soxStart(bench),
  await soxMemory(bench, 5),
  await soxMemory(bench, 60),
  await ourMemory(bench),
];
