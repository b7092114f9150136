// Beneath the engine's tests: a layer as CDK would pack it.
import { deflateRawSync } from 'node:zlib';

/** The smallest archive with permission bits, one entry compressed, one stored. */
export function zipOf(files: Readonly<Record<string, { mode: number; text: string }>>): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, { mode, text }] of [
    ['sox/', { mode: 0o40755, text: '' }] as const,
    ...Object.entries(files),
  ]) {
    const compressed = text === '' ? Buffer.alloc(0) : deflateRawSync(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(text === '' ? 0 : 8, 4);
    fields.writeUInt32LE(compressed.length, 14);
    fields.writeUInt32LE(text.length, 18);
    fields.writeUInt16LE(name.length, 22);
    bodies.push(Buffer.from('PK\x03\x04'), fields, Buffer.from(name), compressed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE((mode * 0x10000) >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    entries.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), fields, place, Buffer.from(name));
    offset += 30 + name.length + compressed.length;
  }
  const directoryBytes = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length + 1, 8);
  end.writeUInt16LE(Object.keys(files).length + 1, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directoryBytes, end]);
}
