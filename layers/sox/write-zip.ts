// Last step of the layer build: a folder becomes a zip whose bytes depend on nothing but names, contents and modes.
// Layout from PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (end).
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01 00:00, the earliest time the format can say: no build's clock shows in the result. */
const dosDate = (1 << 5) | 1;
const utf8Names = 0x0800;
const deflated = 8;
/** Version 2.0 of the format, written on Unix: so that the upper half of the attributes is the file's mode. */
const madeOnUnix = (3 << 8) | 20;

/** Zips every regular file below `directory`, in the order of their names, into `zipFile`; keeps only the executable bit of modes. */
export async function writeZip(directory: string, zipFile: string): Promise<void> {
  const bodies: Buffer[] = [];
  const directoryEntries: Buffer[] = [];
  let offset = 0;
  for (const path of await filesBelow(directory)) {
    const content = await readFile(path);
    const isExecutable = ((await stat(path)).mode & 0o100) !== 0;
    const name = Buffer.from(relative(directory, path).split(sep).join('/'));
    const packed = deflateRawSync(content, { level: 9 });
    const facts = fileFacts(content, packed, name);

    const local = Buffer.alloc(4);
    local.writeUInt32LE(0x04034b50);
    const central = Buffer.alloc(6);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt16LE(madeOnUnix, 4);
    const place = Buffer.alloc(14);
    place.writeUInt32LE((0o100000 | (isExecutable ? 0o755 : 0o644)) * 0x10000, 6);
    place.writeUInt32LE(offset, 10);

    bodies.push(local, facts, name, packed);
    directoryEntries.push(central, facts, place, name);
    offset += local.length + facts.length + name.length + packed.length;
  }
  const index = Buffer.concat(directoryEntries);
  await writeFile(
    zipFile,
    Buffer.concat([...bodies, index, endOfZip(index, directoryEntries.length / 4, offset)]),
  );
}

/** The 26 bytes that a file's local header and its directory entry share. */
function fileFacts(content: Buffer, packed: Buffer, name: Buffer): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(utf8Names, 2);
  facts.writeUInt16LE(deflated, 4);
  facts.writeUInt16LE(dosDate, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(name.length, 22);
  return facts;
}

function endOfZip(index: Buffer, files: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(files, 8);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
}
