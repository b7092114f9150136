// Reads a zip by its directory, strictly: every entry must be where the directory says, and what its checksum says.
import { crc32, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** Unix mode. */
  readonly mode: number;
  readonly content: Buffer;
}

/** @throws Error when an entry's checksum or length is wrong */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = zip.length - 22;
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = 0; count < zip.readUInt16LE(end + 10); count += 1) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    if (crc32(content) !== zip.readUInt32LE(at + 16) || content.length !== zip.readUInt32LE(at + 24)) {
      throw new Error(`${name} is broken.`);
    }
    entries.push({ name, mode: zip.readUInt32LE(at + 38) >>> 16, content });
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
