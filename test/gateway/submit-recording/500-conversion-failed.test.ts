// 500: what was downloaded is no recording that we know.
import { expect } from 'vitest';
import { seededNoise } from '../../support/audio-signal.ts';
import { answer } from '../../support/hostile-server.ts';
import { expectNoTemporaryFiles, expectRefusal, goodFields, submitForm } from '../../support/submit-door.ts';
import { submitTest } from '../../support/submit-test.ts';

const noise = seededNoise(7);
const randomBytes = Buffer.from(Array.from({ length: 33_000 }, () => Math.floor(noise() * 256)));
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes]);

submitTest.for([
  ['random bytes called .gsm', '/call.gsm', randomBytes],
  ['a PNG called .wav', '/call.wav', png],
  ['text', '/call', Buffer.from('the recording will be here soon')],
  ['one byte', '/call', Buffer.from('R')],
  ['a WAV header without a sample', '/call.wav', Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')],
  ['a playlist that names a file', '/call.m3u', Buffer.from('#EXTM3U\n/etc/passwd\n')],
  ['an MP4', '/call.mp4', Buffer.concat([Buffer.from('0000001c667479706d703432', 'hex'), randomBytes])],
] as const)('%s', async ([, path, body], { stack, source, pbx }) => {
  const type = { 'content-type': 'audio/wav' };
  const fields = { ...goodFields(stack, source), voicefileURL: pbx.serve(path, answer(200, type, body)) };
  expectRefusal(await submitForm(stack, source, fields), { status: 500, code: 'CONVERSION_FAILED' });
  expect(stack.vendor.requests(fields.audioID)).toHaveLength(0);
  await expectNoTemporaryFiles(stack);
});
