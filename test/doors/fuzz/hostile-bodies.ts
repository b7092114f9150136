// Bodies that no schema leads to: broken JSON, broken multipart, bytes that are no text, and far too much of everything.
import { gzipSync } from 'node:zlib';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import { pick } from './pick.ts';

export interface FuzzedBody {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly bytes: Buffer;
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=B';
const body = (contentType: string, bytes: string | Buffer): FuzzedBody => ({
  contentType,
  bytes: Buffer.from(bytes),
});

const part = (name: string, value: string): string =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

const deep = (open: string, close: string, times: number): string => open.repeat(times) + close.repeat(times);
const badUtf8 = Buffer.from([0x22, 0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80, 0x22]);

const cheap: readonly FuzzedBody[] = [
  ...['', ' ', '{', '}', '{]', '[', 'null', '0', '"text"', '[]', '[{}]', '{}{}', '{"a":1,}', "{'a':1}"].map(
    (text) => body(json, text),
  ),
  body(json, deep('[', ']', 10_000)),
  body(json, `{"audioID":${deep('[', ']', 10_000)}}`),
  body(json, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
  body(json, '['.repeat(10_000)),
  body(json, `{"a":${'9'.repeat(10_000)}}`),
  body(json, '{"audioID":1e999,"overlapSeconds":1e999}'),
  body(json, '{"a":-0,"b":1E+400,"c":0.1e-400}'),
  body(json, '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}'),
  body(json, '{"label":"a","label":"b","audioID":"1","audioID":"2"}'),
  body(json, '{"\\u006cabel":"a","label":"b"}'),
  body(json, '{"audioID":"\\ud800","label":"\\udfff","key":"\\u0000"}'),
  body(json, '\ufeff{}'),
  body(json, Buffer.concat([Buffer.from('{"audioID":'), badUtf8, Buffer.from('}')])),
  body(json, Buffer.from('{"audioID":"1"}', 'utf16le')),
  body(json, Buffer.alloc(1000)),
  body(json, `{"results":[${'{},'.repeat(5000)}{}]}`),
  body(json, `{"results":[{"audioID":"${'x'.repeat(5000)}"}]}`),
  body(json, '{"success":true,"results":[{"audioID":"a"},{"audioID":"a"},{"audioID":1},{"audioID":null},7]}'),
  body(json, '{"results":{"audioID":"a"}}'),
  body('application/json; charset=utf-16', '{"audioID":"1"}'),
  body('application/vnd.api+json', '{"audioID":1}'),
  body('text/plain', 'audioID=1&voicefileURL=2'),
  body('text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
  body('application/octet-stream', Buffer.from([0, 255, 254, 1])),
  body('nonsense', '{"a":1}'),
  body('', '{}'),
  body(`${json};${'x'.repeat(3000)}`, '{}'),
  ...['&', '&&==', '=', 'a', '%', '%zz', '%C3%28', '%00=%00', 'a=1&a=2', '__proto__=1', '+=+'].map((text) =>
    body(form, text),
  ),
  body(form, Buffer.from([0xff, 0xfe, 0x3d, 0x80])),
  body(form, `${'a&'.repeat(20_000)}`),
  body(form, 'audioID[]=1&audioID[0]=2&audioID%5B%5D=3'),
  ...['', '--B', '--B--\r\n', part('audioID', '1'), `${part('audioID', '1')}--B`, part('', 'x'), '--C--'].map(
    (text) => body(multipart, text),
  ),
  body('multipart/form-data', part('audioID', '1')),
  body(`multipart/form-data; boundary=${'B'.repeat(300)}`, 'x'),
  body('multipart/form-data; boundary="', 'x'),
  body(
    multipart,
    `--B\r\nContent-Disposition: form-data; name="audioID"; filename="../../x"\r\n\r\nx\r\n--B--\r\n`,
  ),
  body(multipart, `--B\r\n${'X-Header: y\r\n'.repeat(2000)}\r\nx\r\n--B--\r\n`),
  body(multipart, `${part('a', 'x').repeat(300)}--B--\r\n`),
  body(multipart, Buffer.concat([Buffer.from(part('audioID', '')), badUtf8, Buffer.from('\r\n--B--\r\n')])),
  { contentType: json, contentEncoding: 'gzip', bytes: gzipSync('{}') },
  { contentType: json, contentEncoding: 'gzip', bytes: Buffer.from('not gzip') },
  { contentType: form, contentEncoding: 'br, gzip', bytes: Buffer.from('a=1') },
  { contentType: form, contentEncoding: 'identity', bytes: Buffer.from('audioID=1') },
  { bytes: Buffer.from('audioID=1') },
  { bytes: Buffer.from([0x80, 0x81]) },
];

export const hostileBody = (random: Randomness): FuzzedBody => pick(random, cheap);

const megabyte = 1024 * 1024;

const large: readonly (() => FuzzedBody)[] = [
  () => body(json, JSON.stringify({ audioID: 'x'.repeat(5 * megabyte) })),
  () => body(form, `audioID=${'%41'.repeat(1.7 * megabyte)}`),
  () => body(multipart, `${part('audioID', 'x'.repeat(5 * megabyte))}--B--\r\n`),
  () => body(json, Buffer.alloc(11 * megabyte, 0x20)),
  () => body(json, `{"a":"${'\\"'.repeat(2 * megabyte - 100)}"}`),
  () => body(json, `{${'"a":1,'.repeat(300_000)}"b":1}`),
  () => body(json, '['.repeat(4 * megabyte - 10)),
];

/** 2 to 11 MB: for a few calls of each route. */
export const largeBody = (random: Randomness): FuzzedBody => pick(random, large)();
