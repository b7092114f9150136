// Walks the pages of an Ogg file (RFC 3533, section 6): which streams follow one another in it, and where each of them ends.
import type { AudioSource } from './audio-format.ts';

export interface OggLink {
  readonly serial: number;
  /** The body of its first page: the codec's own header. */
  readonly head: Buffer;
  /** Positions as the codec counts them, at the ends of its first and its last page that hold audio. */
  readonly firstGranule?: bigint;
  readonly lastGranule?: bigint;
}

interface Page {
  readonly granule: bigint;
  readonly serial: number;
  readonly startsStream: boolean;
  readonly body: Buffer;
  readonly end: number;
}

/** A page's head and body are at most 65,307 bytes long. */
const maxPageBytes = 65_307;
/** Before the table of segments. */
const headBytes = 27;
const pieceBytes = 4 * maxPageBytes;
/** More than anybody joined to one recording; what comes after so many is not looked at. */
export const maxLinks = 1000;
const noGranule = -1n;

/** Gives nothing when the file does not start with a whole page; a page that is broken off is left out. */
export async function readOggLinks(source: AudioSource): Promise<readonly OggLink[]> {
  const links: OggLink[] = [];
  for (let at = 0; at < source.sizeBytes && links.length <= maxLinks; ) {
    const piece = await source.read(at, pieceBytes);
    at += takePages(piece, at + piece.length >= source.sizeBytes, links);
    if (links.length === 0) break;
  }
  return links;
}

/** @returns how many bytes of the piece are done with */
function takePages(piece: Buffer, isLast: boolean, links: OggLink[]): number {
  let at = 0;
  for (;;) {
    const found = piece.indexOf('OggS', at);
    if (found < 0) return isLast ? piece.length : Math.max(at, piece.length - 3);
    const page = readPage(piece, found);
    if (page) takePage(page, links);
    else if (!isLast && found > 0 && piece.length - found < maxPageBytes) return found;
    if (links.length === 0) return piece.length;
    at = page ? page.end : found + headBytes;
  }
}

function takePage({ startsStream, serial, granule, body }: Page, links: OggLink[]): void {
  if (startsStream) {
    links.push({ serial, head: Buffer.from(body) });
    return;
  }
  const index = links.findLastIndex((link) => link.serial === serial);
  const link = links[index];
  if (!link || granule === noGranule || granule === 0n) return;
  links[index] = { ...link, firstGranule: link.firstGranule ?? granule, lastGranule: granule };
}

/** Gives nothing when the page is not all there. */
function readPage(bytes: Buffer, at: number): Page | undefined {
  if (at + headBytes > bytes.length || bytes[at + 4] !== 0) return undefined;
  const bodyStart = at + headBytes + bytes.readUInt8(at + 26);
  if (bodyStart > bytes.length) return undefined;
  let end = bodyStart;
  for (let segment = at + headBytes; segment < bodyStart; segment += 1) end += bytes[segment] ?? 0;
  if (end > bytes.length) return undefined;
  return {
    granule: bytes.readBigInt64LE(at + 6),
    serial: bytes.readUInt32LE(at + 14),
    startsStream: (bytes.readUInt8(at + 5) & 2) !== 0,
    body: bytes.subarray(bodyStart, end),
    end,
  };
}
