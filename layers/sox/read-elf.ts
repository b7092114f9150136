// Between unpacking and copying: says which machine a shared object is for and which libraries it asks for.
// Layout from the System V ABI (gABI, chapters 4 and 5): 64-bit, little endian, the only kind either arch uses.

/** `e_machine`, DT_SONAME (empty when it has none) and every DT_NEEDED of one ELF file. */
export interface ElfFacts {
  readonly machine: number;
  readonly soname: string;
  readonly needed: readonly string[];
}

const programLoad = 1;
const programDynamic = 2;
const dynamicNull = 0;
const dynamicNeeded = 1;
const dynamicStringTable = 5;
const dynamicSoname = 14;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** Gives nothing when the bytes are not a 64-bit little-endian ELF file. */
export function readElf(file: Buffer): ElfFacts | undefined {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1)
    return undefined;
  const segments = readSegments(file);
  const entries = readDynamicEntries(file, segments);
  const tableAddress = entries.find(([tag]) => tag === dynamicStringTable)?.[1];
  const table = tableAddress === undefined ? undefined : fileOffset(segments, tableAddress);
  const nameAt = (offset: number): string => {
    if (table === undefined) return '';
    const start = table + offset;
    return file.toString('latin1', start, file.indexOf(0, start));
  };
  const namesOf = (wanted: number): string[] =>
    entries.filter(([tag]) => tag === wanted).map(([, value]) => nameAt(value));
  return {
    machine: file.readUInt16LE(18),
    soname: namesOf(dynamicSoname)[0] ?? '',
    needed: namesOf(dynamicNeeded),
  };
}

function readSegments(file: Buffer): Segment[] {
  const start = readOffset(file, 32);
  const entryBytes = file.readUInt16LE(54);
  return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = start + index * entryBytes;
    return {
      type: file.readUInt32LE(at),
      offset: readOffset(file, at + 8),
      address: readOffset(file, at + 16),
      bytes: readOffset(file, at + 32),
    };
  });
}

function readDynamicEntries(file: Buffer, segments: readonly Segment[]): [tag: number, value: number][] {
  const dynamic = segments.find((segment) => segment.type === programDynamic);
  const entries: [number, number][] = [];
  if (!dynamic) return entries;
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.bytes; at += 16) {
    // Tags of the high, processor-specific range are of no interest and do not fit a safe integer's meaning.
    const tag = Number(file.readBigInt64LE(at));
    if (tag === dynamicNull) break;
    entries.push([tag, readOffset(file, at + 8)]);
  }
  return entries;
}

/** Entries hold addresses in memory; the file holds them at the offset of the segment that loads them. */
function fileOffset(segments: readonly Segment[], address: number): number | undefined {
  const home = segments.find(
    ({ type, address: start, bytes }) => type === programLoad && address >= start && address < start + bytes,
  );
  return home && home.offset + address - home.address;
}

function readOffset(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}
