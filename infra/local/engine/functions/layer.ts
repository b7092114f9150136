// From template to worker: a layer's content as a directory, where AWS would mount it at /opt.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { unpackZip } from './zip.ts';

/**
 * A directory asset is used where it lies; a zip is unpacked once, under a name made of its content.
 * @param unpackDirectory where unpacked layers live from one start to the next
 */
export function layerDirectory(asset: string, unpackDirectory: string): string {
  if (statSync(asset).isDirectory()) return asset;
  const archive = readFileSync(asset);
  const target = path.join(unpackDirectory, createHash('sha256').update(archive).digest('hex').slice(0, 32));
  if (existsSync(target)) return target;
  // Renamed into place when complete: an interrupted start leaves no half layer behind.
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  unpackZip(archive, partial);
  renameSync(partial, target);
  return target;
}
