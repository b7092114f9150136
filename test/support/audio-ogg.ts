// Ogg files for tests: the layer's sox can read Opus but not write it, and silence in Opus is one byte a packet.

export interface OggPage {
  readonly packet: Buffer;
  /** Position at the end of the page, in samples. */
  readonly granule: number;
}

const SERIAL = 0x766f78;

/** One stream, one packet a page (of less than 255 bytes), as RFC 3533 lays it out. */
export function oggFile(pages: readonly OggPage[]): Buffer {
  return Buffer.concat(
    pages.map(({ packet, granule }, index) => {
      const head = Buffer.alloc(28);
      head.write('OggS', 0);
      head[5] = index === 0 ? 2 : index === pages.length - 1 ? 4 : 0;
      head.writeBigInt64LE(BigInt(granule), 6);
      head.writeUInt32LE(SERIAL, 14);
      head.writeUInt32LE(index, 18);
      head[26] = 1;
      head[27] = packet.length;
      const page = Buffer.concat([head, packet]);
      page.writeUInt32LE(oggChecksum(page), 22);
      return page;
    }),
  );
}

/** Opus that is nothing but silence: packets of 20 ms with a head and no body (RFC 6716, section 3.1; RFC 7845). */
export function silentOpus(seconds: number, channels = 1): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0);
  head[8] = 1;
  head[9] = channels;
  head.writeUInt32LE(8000, 12);
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  const packets = Array.from({ length: seconds * 50 }, (_, index) => ({
    packet: Buffer.from([0x08]),
    granule: (index + 1) * 960,
  }));
  return oggFile([{ packet: head, granule: 0 }, { packet: tags, granule: 0 }, ...packets]);
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
