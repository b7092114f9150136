// A root folder with the layer at /opt, a /tmp, and nothing else: what Lambda gives sox, and less. The product's own code
// starts sox in it, because the jail looks like a layer's folder whose `lib/ld.so` goes inside first.
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ZipEntry } from '../../support/audio-zip.ts';
import type { WayIn } from './enter-jail.ts';

export interface JailOptions {
  /** What the layer's zip holds. */
  readonly layerFiles: readonly ZipEntry[];
  readonly wayIn: WayIn;
  /** Path of what runs the programs inside, or `none`. */
  readonly emulator: string;
}

export class Jail {
  /** To be used as the layer's folder by whoever starts sox. */
  readonly soxDirectory: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.soxDirectory = join(directory, 'door');
  }

  static async open({ layerFiles, wayIn, emulator }: JailOptions): Promise<Jail> {
    const directory = await mkdtemp(join(tmpdir(), 'voxgate-jail-'));
    const root = join(directory, 'root');
    for (const { name, mode, content } of layerFiles) {
      const path = join(root, 'opt', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      await chmod(path, mode & 0o555);
    }
    if (emulator !== 'none') {
      await copyFile(emulator, join(root, 'emulator'));
      await chmod(join(root, 'emulator'), 0o555);
    }
    // Read-only by its modes: whoever is inside is not root, for whom modes are nothing.
    await setFolderModes(root, 0o555);
    await chmod(root, 0o755);
    await mkdir(join(root, 'tmp'));
    await chmod(join(root, 'tmp'), 0o1777);
    await chmod(root, 0o555);

    const jail = new Jail(directory);
    await mkdir(join(jail.soxDirectory, 'lib'), { recursive: true });
    const inside = [...(emulator === 'none' ? [] : ['/emulator']), '/opt/sox/lib/ld.so'];
    const command = ['/usr/bin/env', '-i', ...wayIn.enter(root, '/opt/sox'), ...inside].map(quoted).join(' ');
    await writeFile(join(jail.soxDirectory, 'lib/ld.so'), `#!/bin/sh\nexec ${command} "$@"\n`, {
      mode: 0o755,
    });
    return jail;
  }

  async close(): Promise<void> {
    await setFolderModes(join(this.#directory, 'root'), 0o755);
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function setFolderModes(root: string, mode: number): Promise<void> {
  await chmod(root, mode);
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.isDirectory()) await setFolderModes(join(root, entry.name), mode);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
