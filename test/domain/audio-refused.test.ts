// What is no recording is named and refused before sox could ever see it.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sniffAudio } from '../../shared/domain/sniff-audio.ts';
import { bufferSource } from '../support/audio-buffer.ts';
import { seededNoise } from '../support/audio-signal.ts';

const sniff = (bytes: Buffer | string) => sniffAudio(bufferSource(Buffer.from(bytes as string, 'latin1')));

describe('what is no file at all is DOWNLOAD_FAILED', () => {
  test.each([
    ['an empty download', ''],
    ['a web page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>'],
    ['a web page without doctype', '  \r\n<HTML lang="en">'],
    ['a web page behind a comment', '<!-- cached -->\n<html>'],
    ['an XHTML page', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">'],
    ['a web page with a byte order mark', '\xef\xbb\xbf<html>'],
    ['a web page in UTF-16', Buffer.from('\ufeff<html><head>', 'utf16le').toString('latin1')],
    ['a fragment of a page', '<h1>404 Not Found</h1>'],
  ])('%s', async (_, bytes) => {
    await expect(sniff(bytes)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(bytes === '' ? /empty/ : /HTML/),
    });
  });
});

describe('another format is CONVERSION_FAILED and called by its name', () => {
  test.each([
    ['JSON document', '{"error":"not found"}'],
    ['JSON document', '[]'],
    ['XML document', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
    ['ZIP', 'PK\x03\x04rest'],
    ['gzip', gzipSync('audio').toString('latin1')],
    ['M4A', '\0\0\0\x20ftypM4A rest'],
    ['WebM', '\x1a\x45\xdf\xa3\x01\0\0\0'],
    ['AVI', 'RIFF\x10\0\0\0AVI LIST'],
    ['PDF', '%PDF-1.7'],
    ['RIFX', 'RIFX\x10\0\0\0WAVEfmt '],
    ['AAC', '\xff\xf1\x50\x80\x02\x1f\xfc'],
    ['playlist', '#EXTM3U\nhttp://example.com/a.mp3'],
    ['text', 'The recording is not ready yet.'],
    ['no known audio format', '\x00\x01\x02\x03\x04\x05\x06\x07\x08'],
  ])('%s', async (name, bytes) => {
    await expect(sniff(bytes)).rejects.toMatchObject({
      code: 'CONVERSION_FAILED',
      message: expect.stringContaining(name),
    });
  });
});

test('chance bytes of any length are no recording', async () => {
  const noise = seededNoise(7);
  for (let count = 0; count < 3000; count += 1) {
    const bytes = Buffer.from(Array.from({ length: 1 + Math.floor(noise() * 3000) }, () => noise() * 256));
    await expect(sniffAudio(bufferSource(bytes))).rejects.toMatchObject({
      code: expect.stringMatching(/^(CONVERSION|DOWNLOAD)_FAILED$/),
    });
  }
});
