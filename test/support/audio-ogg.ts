// Ogg files for tests: the layer's sox can read Opus but not write it, and silence in Opus is one byte a packet.

export interface OggPage {
  readonly packet: Buffer;
  /** Position at the end of the page, in samples. */
  readonly granule: number;
}

const defaultSerial = 0x766f78;

/** One stream, one packet a page (of less than 255 bytes), as RFC 3533 lays it out. */
export function oggFile(pages: readonly OggPage[], serial = defaultSerial): Buffer {
  return Buffer.concat(
    pages.map(({ packet, granule }, index) => {
      const head = Buffer.alloc(28);
      head.write('OggS', 0);
      head[5] = index === 0 ? 2 : index === pages.length - 1 ? 4 : 0;
      head.writeBigInt64LE(BigInt(granule), 6);
      head.writeUInt32LE(serial, 14);
      head.writeUInt32LE(index, 18);
      head[26] = 1;
      head[27] = packet.length;
      const page = Buffer.concat([head, packet]);
      page.writeUInt32LE(oggChecksum(page), 22);
      return page;
    }),
  );
}

export interface OpusShape {
  readonly channels?: number;
  readonly preSkip?: number;
  readonly serial?: number;
  /** What the last page says it ends at, when that is not the truth. */
  readonly lastGranule?: number;
}

/** Opus of any packets of 20 ms (RFC 7845). */
export function opusFile(packets: readonly Buffer[], shape: OpusShape = {}): Buffer {
  const { channels = 1, preSkip = 0, serial, lastGranule } = shape;
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0);
  head[8] = 1;
  head[9] = channels;
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(8000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  const pages = packets.map((packet, index) => ({ packet, granule: (index + 1) * 960 }));
  const last = pages.at(-1);
  if (last && lastGranule !== undefined) last.granule = lastGranule;
  return oggFile([{ packet: head, granule: 0 }, { packet: tags, granule: 0 }, ...pages], serial);
}

/** Opus that is nothing but silence: packets of 20 ms with a head and no body (RFC 6716, section 3.1). */
export function silentOpus(seconds: number, channels = 1): Buffer {
  const packets = Array.from({ length: seconds * 50 }, () => Buffer.from([0x08]));
  return opusFile(packets, { channels });
}

/** Gives every page the checksum of what it holds now, and the serial number when one is given; changes the buffer. */
export function sealOggPages(file: Buffer, serial?: number): Buffer {
  for (let at = file.indexOf('OggS'); at >= 0; at = file.indexOf('OggS', at + 4)) {
    const segments = file.subarray(at + 27, at + 27 + (file[at + 26] ?? 0));
    const end = at + 27 + segments.length + segments.reduce((sum, segment) => sum + segment, 0);
    if (end > file.length || at + 27 > file.length) continue;
    if (serial !== undefined) file.writeUInt32LE(serial, at + 14);
    file.writeUInt32LE(0, at + 22);
    file.writeUInt32LE(oggChecksum(file.subarray(at, end)), at + 22);
  }
  return file;
}

/** CRC-32 with polynomial 0x04c11db7, unreflected, starting from 0 (RFC 3533, section 6). */
function oggChecksum(page: Buffer): number {
  let checksum = 0;
  for (const byte of page) {
    checksum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) {
      checksum = (checksum << 1) ^ (checksum < 0 ? 0x04c11db7 : 0);
    }
  }
  return checksum >>> 0;
}
