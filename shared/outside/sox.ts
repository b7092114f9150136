// The one place that starts sox. It is given bytes and gives bytes: no file name ever reaches it, because sox executes
// or fetches some names (`|command`, `http://…`, playlists) even when the type is forced.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface SoxRun {
  /** The layer's folder, with `bin lib fmt` below: `/opt/sox` on Lambda. Its plug-ins are found from there. */
  readonly soxDirectory: string;
  /** How the input is to be read: type and shape, no names. */
  readonly inputParameters: readonly string[];
  readonly outputShape: { readonly channels: number; readonly sampleRateHz: number };
  readonly input: AsyncIterable<Buffer>;
  /** Gets 16-bit little-endian samples, the next ones when it is done. What it throws ends sox, and comes out of `runSox`. */
  readonly output: (samples: Buffer) => Promise<void>;
  /** Ends sox at once. */
  readonly signal: AbortSignal;
}

export interface SoxEnd {
  readonly exitCode: number | null;
  /** The signal that ended it. */
  readonly killedBy: string | null;
  /** The first 16 KiB of what it had to say. */
  readonly messages: string;
}

const maxMessageBytes = 16 * 1024;
const bufferBytes = 32 * 1024;

/**
 * Resolves when sox has ended, however: the caller judges (exit code 0 alone means nothing).
 * @throws Error when sox cannot be started, its input not be read or its output not be written; by then sox has ended.
 */
export async function runSox(run: SoxRun): Promise<SoxEnd> {
  const { soxDirectory, input, output, signal } = run;
  // Debian's own loader and libraries, not the machine's: see layers/sox. An empty environment has nothing to inject.
  const sox = spawn(join(soxDirectory, 'lib/ld.so'), soxParameters(run), {
    cwd: soxDirectory,
    env: {},
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kill = (): void => void sox.kill('SIGKILL');
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  let messages = '';
  sox.stderr.on('data', (chunk: Buffer) => {
    messages = (messages + chunk.toString('latin1')).slice(0, maxMessageBytes);
  });
  const failures: unknown[] = [];
  const endWith = (error: unknown): void => {
    failures.push(error);
    kill();
  };
  const ended = new Promise<Pick<SoxEnd, 'exitCode' | 'killedBy'>>((resolve) => {
    sox.on('error', (error) => {
      failures.unshift(error);
      resolve({ exitCode: null, killedBy: null });
    });
    sox.on('close', (exitCode, killedBy) => resolve({ exitCode, killedBy }));
  });
  const fed = pipeline(Readable.from(input, { objectMode: false }), sox.stdin).catch((error: unknown) => {
    // sox may stop reading when it has seen enough; whether that was too early shows in what it gave.
    if (!isClosedPipe(error)) endWith(error);
  });
  const drained = drain(sox.stdout, output).catch(endWith);
  try {
    const end = await ended;
    await Promise.all([fed, drained]);
    if (failures.length > 0 && !signal.aborted) throw failures[0];
    return { ...end, messages };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

async function drain(from: Readable, output: SoxRun['output']): Promise<void> {
  for await (const samples of from) await output(samples);
}

/**
 * --buffer: sox writes 8 KiB at a time by itself, and each time wakes us.
 * -V2: failures and warnings. -D: no dither, so that the same input gives the same output. The output's type, encoding and shape
 * are all said: left out, GSM would come out as GSM, and a header that changes its mind mid-stream would change the rate.
 */
function soxParameters({ inputParameters, outputShape }: SoxRun): string[] {
  return [
    ...['--inhibit-cache', '--library-path', 'lib', 'bin/sox'],
    ...['-V2', '-D', '--no-show-progress', '--buffer', `${bufferBytes}`],
    ...[...inputParameters, '-'],
    ...['-t', 'raw', '-e', 'signed-integer', '-b', '16', '-L'],
    ...['-r', `${outputShape.sampleRateHz}`, '-c', `${outputShape.channels}`, '-'],
  ];
}

/** ECANCELED: sox ended while a write was waiting for room in the pipe. */
const closedPipeCodes = new Set(['EPIPE', 'ECONNRESET', 'ECANCELED', 'ERR_STREAM_PREMATURE_CLOSE']);

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && closedPipeCodes.has(String(error.code));
}
