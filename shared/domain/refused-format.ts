// Names what is no audio we convert, so that the caller reads "an MP4 file" and not "unknown".
import { VoxgateError } from './voxgate-error.ts';

interface RefusedFormat {
  /** With its article, for the middle of a sentence. */
  readonly name: string;
  matches(head: Buffer): boolean;
}

const startsWith =
  (magic: string, offset = 0) =>
  (head: Buffer): boolean =>
    head.subarray(offset, offset + magic.length).equals(Buffer.from(magic, 'latin1'));

const textMatches =
  (pattern: RegExp) =>
  (head: Buffer): boolean =>
    pattern.test(textOf(head));

/** UTF-16 is ASCII with zero bytes between; byte order marks come first. */
function textOf(head: Buffer): string {
  return head
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart();
}

const htmlTag =
  /^<(!doctype\s+html|html|head|body|title|meta|script|style|h\d|p|div|br|table|iframe|font|center|a|b)[\s>/]/i;

const html: RefusedFormat = {
  name: 'an HTML page',
  matches: (head) => htmlTag.test(withoutPreamble(textOf(head))),
};

/** Comments are stepped over one by one: one pattern for any number of them would try every way to split them. */
function withoutPreamble(text: string): string {
  let rest = text.replace(/^<\?xml[^>]*>/, '').trimStart();
  for (let end = 0; rest.startsWith('<!--'); rest = rest.slice(end + 3).trimStart()) {
    end = rest.indexOf('-->', 4);
    if (end < 0) return rest;
  }
  return rest;
}

/** In the order they are tried. Magic numbers from the IANA media type registrations and each format's own document. */
const refusedFormats: readonly RefusedFormat[] = [
  { name: 'an MP4 or M4A file', matches: startsWith('ftyp', 4) },
  { name: 'a QuickTime file', matches: startsWith('moov', 4) },
  { name: 'a WebM or Matroska file', matches: startsWith('\x1a\x45\xdf\xa3') },
  { name: 'a Windows Media file', matches: startsWith('\x30\x26\xb2\x75\x8e\x66\xcf\x11') },
  { name: 'a Flash video', matches: startsWith('FLV\x01') },
  { name: 'an AVI video', matches: (head) => startsWith('RIFF')(head) && startsWith('AVI ', 8)(head) },
  {
    name: 'an MPEG video',
    matches: (head) => startsWith('\0\0\x01\xba')(head) || startsWith('\0\0\x01\xb3')(head),
  },
  { name: 'a big-endian WAV file (RIFX)', matches: startsWith('RIFX') },
  { name: 'a RIFF file that is no WAV', matches: startsWith('RIFF') },
  { name: 'an AIFF file', matches: startsWith('FORM') },
  { name: 'a Core Audio file', matches: startsWith('caff') },
  { name: 'a Sony Wave64 file', matches: startsWith('riff\x2e\x91\xcf\x11') },
  { name: 'a WavPack file', matches: startsWith('wvpk') },
  {
    name: 'a SILK recording',
    matches: (head) => startsWith('#!SILK')(head) || startsWith('\x02#!SILK')(head),
  },
  { name: 'an AAC stream', matches: (head) => head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0 },
  { name: 'a MIDI file', matches: startsWith('MThd') },
  { name: 'a ZIP archive', matches: startsWith('PK\x03\x04') },
  { name: 'a gzip archive', matches: startsWith('\x1f\x8b') },
  { name: 'a 7-Zip archive', matches: startsWith('7z\xbc\xaf\x27\x1c') },
  { name: 'a RAR archive', matches: startsWith('Rar!\x1a\x07') },
  { name: 'a PDF document', matches: startsWith('%PDF') },
  { name: 'a PNG image', matches: startsWith('\x89PNG') },
  { name: 'a JPEG image', matches: startsWith('\xff\xd8\xff') },
  { name: 'an XML document', matches: textMatches(/^<[?!a-z]/i) },
  { name: 'a JSON document', matches: textMatches(/^(\{\s*["}]|\[\s*(["{[\]-]|\d|true|false|null))/) },
  { name: 'a playlist', matches: textMatches(/^(#EXTM3U|\[playlist\])/i) },
];

/** How many first bytes `refuseFormat` wants to see. */
export const refusalHeadBytes = 1024;

/**
 * @param head the first bytes of a recording that is not empty.
 * @throws VoxgateError `DOWNLOAD_FAILED` for a web page (the server gave something else than the file), `CONVERSION_FAILED` for the rest.
 */
export function refuseFormat(head: Buffer): void {
  if (html.matches(head)) {
    throw new VoxgateError('DOWNLOAD_FAILED', 'The download is an HTML page, not a recording.');
  }
  const refused = refusedFormats.find((format) => format.matches(head));
  if (refused)
    throw new VoxgateError(
      'CONVERSION_FAILED',
      `The recording is ${refused.name}, which cannot be converted.`,
    );
}

/** Whether nothing but printable text is in the first bytes. */
export function isText(head: Buffer): boolean {
  return /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(textOf(head)) && !/[\x80-\xff]{8}/.test(textOf(head));
}
