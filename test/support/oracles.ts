// Other people's decoders, from Debian: what they read from a recording is what ours must read.
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

interface Program {
  readonly command: string;
  readonly debianPackage: string;
  /** From standard input to standard output: a decoder gives 16-bit little-endian samples. */
  readonly parameters: readonly string[];
}

export const decoders = {
  gsm: { command: 'untoast', debianPackage: 'libgsm-tools', parameters: ['-l'] },
  flac: {
    ...{ command: 'flac', debianPackage: 'flac' },
    parameters: ['-d', '-c', '-s', '--force-raw-format', '--endian=little', '--sign=signed', '-'],
  },
  vorbis: { command: 'oggdec', debianPackage: 'vorbis-tools', parameters: ['-Q', '-R', '-o', '-', '-'] },
  opus: {
    ...{ command: 'opusdec', debianPackage: 'opus-tools' },
    parameters: ['--quiet', '--no-dither', '--rate', '16000', '-', '-'],
  },
  mp3: {
    ...{ command: 'mpg123', debianPackage: 'mpg123' },
    parameters: ['-q', '--no-gapless', '-e', 's16', '-s', '-'],
  },
} as const satisfies Record<string, Program>;

/** sox reads Opus and does not write it. */
export const opusEncoder: Program = {
  ...{ command: 'opusenc', debianPackage: 'opus-tools' },
  parameters: ['--quiet', '--discard-comments', '-', '-'],
};

/** @returns `undefined` when it is not installed, and says so on stderr. @throws Error when it fails */
export const runOracle = async (oracle: Program, recording: Buffer): Promise<Buffer | undefined> => {
  const { command, debianPackage, parameters } = oracle;
  const program = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'ignore'] });
  const started = await new Promise<boolean>((resolve) => {
    program.once('spawn', () => resolve(true));
    program.once('error', () => resolve(false));
  });
  if (!started) {
    process.stderr.write(`\nSKIPPED: ${command} (Debian's ${debianPackage}) is not here to compare with\n`);
    return undefined;
  }
  const ended = new Promise<number | null>((resolve) => program.once('close', resolve));
  // One that has read enough closes its end: what it gave is what counts.
  program.stdin.on('error', () => {});
  program.stdin.end(recording);
  const samples = await buffer(program.stdout);
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}`);
  return samples;
};
