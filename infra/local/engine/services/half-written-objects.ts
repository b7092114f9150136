// Before the objects are loaded: removes what a killed engine was just writing, which fauxqs could not read again.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const metaSuffix = '.meta.json';

/** None of these writes was acknowledged. @param directory the one that fauxqs persists to */
export function removeHalfWrittenObjects(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith('.json') && !isWhole(file)) rmSync(file);
  }
}

function isWhole(file: string): boolean {
  try {
    const meta = JSON.parse(readFileSync(file, 'utf8')) as { key?: string; contentLength?: number };
    if (!file.endsWith(metaSuffix) || meta.contentLength === undefined) return true;
    return statSync(`${file.slice(0, -metaSuffix.length)}.data`).size === meta.contentLength;
  } catch {
    return false;
  }
}
