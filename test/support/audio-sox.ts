// The layer's sox for tests, bare: it makes the recordings, and says what their samples are.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';

const run = promisify(execFile);

/** The folder that is `/opt/sox` on Lambda, for this machine. */
export async function layerSoxDirectory(): Promise<string> {
  const { directory } = await buildSoxLayer({ arch: process.arch === 'arm64' ? 'arm64' : 'x86_64' });
  return join(directory, 'sox');
}

/** sox as a command line, with file names. */
export async function bareSox(soxDirectory: string, parameters: readonly string[]): Promise<void> {
  await run(join(soxDirectory, 'lib/ld.so'), ['--library-path', 'lib', 'bin/sox', '-D', ...parameters], {
    cwd: soxDirectory,
    env: {},
  });
}

/** One folder for a test file's recordings, and what is done with them there. */
export class AudioBench {
  readonly soxDirectory: string;
  readonly directory: string;

  private constructor(soxDirectory: string, directory: string) {
    this.soxDirectory = soxDirectory;
    this.directory = directory;
  }

  static async open(): Promise<AudioBench> {
    return new AudioBench(await layerSoxDirectory(), await mkdtemp(join(tmpdir(), 'voxgate-audio-')));
  }

  close(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  path(name: string = randomUUID()): string {
    return join(this.directory, name);
  }

  async write(content: Buffer | string, name?: string): Promise<string> {
    const path = this.path(name);
    await writeFile(path, content);
    return path;
  }

  /** @param to sox's words for the output: `['-t', 'gsm']`. */
  async encode(wav: Buffer, to: readonly string[]): Promise<Buffer> {
    const source = await this.write(wav);
    const target = this.path();
    await bareSox(this.soxDirectory, ['-t', 'wav', source, ...to, target]);
    return readFile(target);
  }

  /** The samples that bare sox reads from a recording of this type. */
  async decode(recording: Buffer, type: string): Promise<Buffer> {
    const source = await this.write(recording);
    const target = this.path();
    await bareSox(this.soxDirectory, [
      '-t',
      type,
      source,
      '-t',
      'raw',
      '-e',
      'signed-integer',
      '-b',
      '16',
      '-L',
      target,
    ]);
    return readFile(target);
  }
}
