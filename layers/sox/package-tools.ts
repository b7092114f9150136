// Beneath fetching and unpacking: what this machine has for it. On Debian its own tools; elsewhere Node and tar.
import { existsSync } from 'node:fs';
import { aptHelperPath, debianTools, dpkgDebPath } from './debian-tools.ts';
import { plainTools } from './plain-tools.ts';

export interface WantedFile {
  readonly url: string;
  /** Where it is to lie; nothing may be left there that is only a part. */
  readonly target: string;
  /** Hex. */
  readonly sha256: string;
}

export interface PackageTools {
  /** Fetches what it can. Gives the reason for each that it cannot, by its `url`. */
  download(wanted: readonly WantedFile[]): Promise<ReadonlyMap<string, string>>;
  /** Unpacks a `.deb` into a folder that is there. */
  unpack(file: string, folder: string): Promise<void>;
}

export function packageTools(): PackageTools {
  return existsSync(aptHelperPath) && existsSync(dpkgDebPath) ? debianTools : plainTools;
}
