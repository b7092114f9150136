// What a server gives out under the name of a recording: pages, archives, programs, playlists, commands, nothing.
import { gzipSync } from 'node:zlib';
import { seededNoise } from '../support/audio-signal.ts';
import { type HandMade, type Kit, noDownload, refused } from './hand-made.ts';

const row = (name: string, make: HandMade['make'] | string, words: RegExp): HandMade => ({
  ...{ name, make: typeof make === 'string' ? Buffer.from(make, 'latin1') : make, fate: refused(words) },
});
const page = (name: string, make: Buffer | string): HandMade => ({
  ...{ name, make: Buffer.from(make), fate: noDownload(/HTML page/) },
});
const command = (name: string, text: (canary: string) => string, words = /is a text/): HandMade => ({
  ...{ name, fate: refused(words) },
  make: ({ bench }: Kit) => Buffer.from(text(bench.canary)),
});
const noise = seededNoise(3);
const unknown = /in no known audio format; it starts with the bytes [0-9a-f]{2,16}\./;

export const foreignContent: readonly HandMade[] = [
  { name: 'an empty file', make: Buffer.alloc(0), fate: noDownload(/is empty/) },
  row('one zero byte', Buffer.alloc(1), unknown),
  row('one letter', 'R', /is a text/),
  row('100 KB of zero bytes', Buffer.alloc(100_000), unknown),
  row('100 KB of 0xff', Buffer.alloc(100_000, 0xff), unknown),
  row('100 KB of chance', Buffer.from(Array.from({ length: 100_000 }, () => noise() * 256)), unknown),
  page('an HTML page', '<!DOCTYPE html><html><body>Sign in</body></html>'),
  page('an HTML page in UTF-16', Buffer.from('\ufeff<html><head>', 'utf16le')),
  page('an HTML page behind forty comments', `${'<!-- -->'.repeat(40)}<html>`),
  row('forty comments and no page', `${'<!---->'.repeat(40)}x`, /an XML document/),
  row('a page of nothing but an open comment', `<!--${'-'.repeat(2000)}`, /an XML document/),
  row('JSON', '{"error":"not found"}', /a JSON document/),
  row('XML', '<?xml version="1.0"?><Error/>', /an XML document/),
  row('a drawing', '<svg onload="alert(1)"/>', /an XML document/),
  row('UTF-16 text', Buffer.from('\ufeffThe recording is gone.', 'utf16le'), /is a text/),
  row('a ZIP archive', 'PK\x03\x04\x14\0\0\0\x08\0', /a ZIP archive/),
  row('a gzip archive of ten megabytes', gzipSync(Buffer.alloc(10_000_000)), /a gzip archive/),
  row('an MP4 file', '\0\0\0\x20ftypM4A \0\0\0\0', /an MP4 or M4A file/),
  row('a WebM file', '\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f', /a WebM or Matroska file/),
  row('a PDF document', '%PDF-1.7\n%\xe2\xe3', /a PDF document/),
  row('a program for Linux', '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', unknown),
  row('a program for Windows', 'MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff', unknown),
  row('an MP3 tag of 256 MB with nothing behind it', 'ID3\x04\0\0\x7f\x7f\x7f\x7f', unknown),
  command('a command', (canary) => `|touch ${canary}`),
  command('a script', (canary) => `#!/bin/sh\ntouch ${canary}\n`),
  command('an M3U playlist', (canary) => `#EXTM3U\n|touch ${canary}\n`, /a playlist/),
  command('a PLS playlist', (canary) => `[playlist]\nFile1=|touch ${canary}\n`, /a playlist/),
  command('a bare list of names', (canary) => `|touch ${canary}\nhttp://127.0.0.1/\n`),
  command('an address', () => 'http://127.0.0.1:9/recording.wav'),
  command('an effects file of sox', (canary) => `trim 0 1 : newfile : output |touch ${canary}\n`),
];
