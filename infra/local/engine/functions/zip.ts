// Beneath the layer: a zip archive onto the disk, with the permission bits that make its programs run.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';

// Numbers as in APPNOTE.TXT of the zip format, sections 4.3.7, 4.3.12 and 4.3.16.
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const stored = 0;
const deflated = 8;
const symlinkType = 0o120000;

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly method: number;
  readonly compressedBytes: number;
  readonly offset: number;
}

/** @throws Error when the archive is damaged, uses another compression, or names a path outside of the directory. */
export function unpackZip(archive: Buffer, directory: string): void {
  for (const entry of readDirectory(archive)) {
    const target = path.resolve(directory, entry.name);
    if (!`${target}${path.sep}`.startsWith(`${path.resolve(directory)}${path.sep}`)) {
      throw new Error(`Zip entry "${entry.name}" leads out of its directory`);
    }
    if (entry.name.endsWith('/')) {
      mkdirSync(target, { recursive: true });
      continue;
    }
    mkdirSync(path.dirname(target), { recursive: true });
    const content = readContent(archive, entry);
    if ((entry.mode & 0o170000) === symlinkType) symlinkSync(content.toString(), target);
    else writeFileSync(target, content, { mode: entry.mode & 0o777 || 0o644 });
  }
}

function* readDirectory(archive: Buffer): Generator<Entry> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new Error('Not a zip archive');
  let position = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(position) !== directoryEntry) throw new Error('Damaged zip directory');
    const nameBytes = archive.readUInt16LE(position + 28);
    yield {
      name: archive.toString('utf8', position + 46, position + 46 + nameBytes),
      mode: archive.readUInt32LE(position + 38) >>> 16,
      method: archive.readUInt16LE(position + 10),
      compressedBytes: archive.readUInt32LE(position + 20),
      offset: archive.readUInt32LE(position + 42),
    };
    position += 46 + nameBytes + archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
  }
}

function readContent(archive: Buffer, entry: Entry): Buffer {
  const start =
    entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
  const bytes = archive.subarray(start, start + entry.compressedBytes);
  if (entry.method === stored) return bytes;
  if (entry.method === deflated) return inflateRawSync(bytes);
  throw new Error(`Zip entry "${entry.name}" uses compression method ${entry.method}`);
}
