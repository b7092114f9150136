// Before the jail: what runs the other machine's programs here. It goes into the jail, so it must need no library.
import { readFile } from 'node:fs/promises';
import type { LayerArch } from '../../../layers/sox/layer-arch.ts';
import { readElf } from '../../../layers/sox/read-elf.ts';

export const thisArch: LayerArch = process.arch === 'arm64' ? 'arm64' : 'x86_64';

const emulators: Readonly<Record<LayerArch, readonly string[]>> = {
  arm64: ['/usr/bin/qemu-aarch64-static', '/usr/bin/qemu-aarch64'],
  x86_64: ['/usr/bin/qemu-x86_64-static', '/usr/bin/qemu-x86_64'],
};

/** Gives the emulator's path, nothing where none is installed, and `none` for this machine's own programs. */
export async function findEmulator(arch: LayerArch): Promise<string | undefined> {
  if (arch === thisArch) return 'none';
  for (const path of emulators[arch]) {
    const elf = await readFile(path).then(readElf, () => undefined);
    if (elf && elf.needed.length === 0) return path;
  }
  return undefined;
}
