// Submissions that no server should understand: bodies, encodings and fields, each with what is wrong with it.

/** The fields of a submission that would be good. */
export interface GoodFields {
  readonly audioID: string;
  readonly voicefileURL: string;
  readonly audioSource: string;
}

export interface MalformedBody {
  readonly name: string;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly body: (fields: GoodFields) => string | Buffer;
  /** What the answer's message must say. */
  readonly message: RegExp;
}

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';
const multipart = 'multipart/form-data; boundary=B';

const formText = (fields: object): string => String(new URLSearchParams(Object.entries(fields)));
const part = (name: string, value: string): string =>
  `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const parts = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => part(name, String(value)))
    .join('');
const end = '--B--\r\n';

const badUtf8 = Buffer.from([0x63, 0xc3, 0x28, 0xff]);
const withBytes = (before: string, after: string): Buffer =>
  Buffer.concat([Buffer.from(before), badUtf8, Buffer.from(after)]);

const forms: readonly MalformedBody[] = [
  {
    name: 'form: a field twice',
    contentType: form,
    body: (fields) => `${formText(fields)}&audioID=2`,
    message: /Repeated field: audioID/,
  },
  {
    name: 'form: the key twice, and equal',
    contentType: form,
    body: (fields) => `${formText(fields)}&api_key=a&api_key=a`,
    message: /Repeated field: api_key/,
  },
  {
    name: 'form: an unknown field twice, once escaped',
    contentType: form,
    body: (fields) => `${formText(fields)}&agent=1&%61gent=2`,
    message: /Repeated field: agent/,
  },
  {
    name: 'form: escaped bytes that are no UTF-8',
    contentType: form,
    body: (fields) => `${formText(fields)}&agent=%C3%28`,
    message: /UTF-8/,
  },
  {
    name: 'form: raw bytes that are no UTF-8',
    contentType: form,
    body: (fields) => withBytes(`${formText(fields)}&agent=`, ''),
    message: /UTF-8/,
  },
  {
    name: 'form: an escaped lone surrogate',
    contentType: form,
    body: (fields) => `${formText(fields)}&agent=%ED%A0%80`,
    message: /UTF-8/,
  },
  {
    name: 'form: compressed',
    contentType: form,
    contentEncoding: 'gzip',
    body: (fields) => formText(fields),
    message: /Content-Encoding/,
  },
];

const jsons: readonly MalformedBody[] = [
  ['cut off', (text: string) => text.slice(0, -1), /not valid JSON/],
  ['followed by more', (text: string) => `${text}{}`, /not valid JSON/],
  ['nothing at all', () => '', /not valid JSON/],
  ['in UTF-16', (text: string) => Buffer.from(text, 'utf16le'), /UTF-8|not valid JSON/],
  ['with single quotes', (text: string) => text.replaceAll('"', "'"), /not valid JSON/],
  ['with bytes that are no UTF-8', (text: string) => withBytes(`${text.slice(0, -1)},"a":"`, '"}'), /UTF-8/],
  ['nested without end', (text: string) => `${text.slice(0, -1)},"a":${'['.repeat(1e5)}`, /not valid JSON/],
  ['an array', (text: string) => `[${text}]`, /JSON object/],
  ['a string', (text: string) => JSON.stringify(text), /JSON object/],
  ['a number', () => '4430', /JSON object/],
  ['null', () => 'null', /JSON object/],
  ['a field twice', (text: string) => `${text.slice(0, -1)},"audioID":"2"}`, /Repeated field: audioID/],
  [
    'a field twice, once escaped and far from its colon',
    (text: string) => `${text.slice(0, -1)},"\\u0061udioID"${' '.repeat(99)}:"2"}`,
    /Repeated field: audioID/,
  ],
].map(([name, change, message]) => ({
  name: `JSON: ${name}`,
  contentType: json,
  body: (fields: GoodFields) => (change as (text: string) => string | Buffer)(JSON.stringify(fields)),
  message: message as RegExp,
}));

const multiparts: readonly MalformedBody[] = [
  {
    name: 'multipart: no boundary',
    contentType: 'multipart/form-data',
    body: (fields) => parts(fields) + end,
    message: /boundary/,
  },
  {
    name: 'multipart: another boundary',
    contentType: 'multipart/form-data; boundary=C',
    body: (fields) => parts(fields) + end,
    message: /malformed/,
  },
  { name: 'multipart: empty', contentType: multipart, body: () => '', message: /malformed/ },
  {
    name: 'multipart: cut off before its end',
    contentType: multipart,
    body: (fields) => parts(fields),
    message: /malformed/,
  },
  {
    name: 'multipart: cut off within a value',
    contentType: multipart,
    body: (fields) => parts(fields).slice(0, -5),
    message: /malformed/,
  },
  {
    name: 'multipart: cut off within a header',
    contentType: multipart,
    body: (fields) => `${parts(fields)}--B\r\nContent-Dispo`,
    message: /malformed/,
  },
  {
    name: 'multipart: a field twice',
    contentType: multipart,
    body: (fields) => parts(fields) + part('audioSource', 'PBXdemo') + end,
    message: /Repeated field: audioSource/,
  },
  {
    name: 'multipart: two fields without names',
    contentType: multipart,
    body: (fields) => parts(fields) + '--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n'.repeat(2) + end,
    message: /no name/,
  },
  {
    name: 'multipart: a file where text belongs',
    contentType: multipart,
    body: (fields) =>
      `${parts({ ...fields, audioID: '1' })}--B\r\nContent-Disposition: form-data; name="audio"; filename="a.gsm"\r\n\r\nx\r\n${end}`,
    message: /must be text/,
  },
  {
    name: 'multipart: bytes that are no UTF-8',
    contentType: multipart,
    body: (fields) => withBytes(`${parts(fields)}${part('agent', '').slice(0, -2)}`, `\r\n${end}`),
    message: /UTF-8/,
  },
  {
    name: 'multipart: hundreds of parts',
    contentType: multipart,
    body: (fields) =>
      parts(fields) + Array.from({ length: 300 }, (_, index) => part(`f${index}`, '')).join('') + end,
    message: /too many/,
  },
];

export const malformedBodies: readonly MalformedBody[] = [...forms, ...jsons, ...multiparts];

/** Values that are there and cannot be right: by field, with what the answer's message must say. */
export const invalidValues: readonly {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: RegExp;
}[] = [
  ...[
    ['101 characters', 'x'.repeat(101)],
    ['101 emoji', '\u{1f4de}'.repeat(101)],
    ['a NUL', 'call\u00004430'],
    ['a newline', '4430\n'],
    ['a carriage return and a header', '4430\r\nX-Evil: 1'],
    ['an escape sequence', '\u001b[31m4430'],
    ['a C1 control', '4430\u0085'],
    ['a lone surrogate', 'call-\ud83d'],
    ['true', true],
    ['an object', { id: 4430 }],
    ['an array', ['4430']],
  ].map(([name, audioID]) => ({ name: `audioID: ${name}`, fields: { audioID }, message: /^audioID/ })),
  ...[
    'call-4430.wav',
    '/recordings/call-4430.wav',
    '//127.0.0.1/call-4430.wav',
    'http:/127.0.0.1/call-4430.wav',
    'http://',
    'http:// /call',
    'https://exa mple.com/call',
    'ftp://example.com/call-4430.wav',
    'file:///etc/passwd',
    'data:audio/wav;base64,UklGRg==',
    'javascript:alert(1)',
    'http://[::1/call',
    'http://example.com:99999/call',
    'http://agent@example.com/call',
    'http://agent:secret@example.com/call',
    'http://@example.com/call',
    'http://:@example.com/call',
    'http://example.com/call\r\nHost: evil',
    'http://example.com/call\u0000',
    `http://example.com/${'x'.repeat(8000)}`,
    'http://example.com/\ud800',
    ' ',
  ].map((voicefileURL) => ({
    name: `voicefileURL: ${JSON.stringify(voicefileURL).slice(0, 60)}`,
    fields: { voicefileURL },
    message: /^voicefileURL/,
  })),
  { name: 'voicefileURL: an object', fields: { voicefileURL: {} }, message: /^voicefileURL/ },
  { name: 'audioSource: an array', fields: { audioSource: ['PBXdemo'] }, message: /^audioSource/ },
  { name: 'audioID: a number beyond all numbers', fields: { audioID: 'NUMBER' }, message: /^audioID/ },
];
