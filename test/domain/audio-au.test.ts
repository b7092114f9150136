// What an AU's header says of its length is believed only as far as the file bears it out: no sample is lost to a lie.
import { describe, expect, test } from 'vitest';
import { sniffAudio } from '../../shared/domain/sniff-audio.ts';
import { bufferSource } from '../support/audio-buffer.ts';

const sniff = (bytes: Buffer) => sniffAudio(bufferSource(bytes));

/** 16-bit PCM at 8 kHz. */
function auFile(claimedBytes: number, { audioBytes = 8000, channels = 1, textBytes = 0 } = {}): Buffer {
  const header = Buffer.alloc(24 + textBytes);
  header.write('.snd', 'latin1');
  for (const [index, word] of [header.length, claimedBytes, 3, 8000, channels].entries()) {
    header.writeUInt32BE(word, 4 + index * 4);
  }
  return Buffer.concat([header, Buffer.alloc(audioBytes)]);
}

describe('all that is there is kept', () => {
  test.each([
    ['a true length', 8000, []],
    ['zero, as before the recorder ends', 0, []],
    ['all ones, as into a pipe', 0xffffffff, []],
    ['more than there is', 9000, ['The AU header promises 9000 bytes of audio; the file ends after 8000.']],
    ['less than there is', 1000, ['The AU header counts 1000 bytes of audio; the file holds 8000.']],
  ])('%s', async (_, claimed, warnings) => {
    expect(await sniff(auFile(claimed))).toMatchObject({
      sourceFormat: 'au/pcm16',
      frames: { atLeast: 4000, atMost: 4000 },
      payload: { offset: 24, bytes: 8000 },
      warnings,
    });
  });

  test('behind a text of any length', async () => {
    expect(await sniff(auFile(8000, { textBytes: 5000 }))).toMatchObject({
      payload: { offset: 5024, bytes: 8000 },
      warnings: [],
    });
  });
});

test('half a sample at the end is left out, and said so', async () => {
  expect(await sniff(auFile(0xffffffff, { audioBytes: 8003, channels: 2 }))).toMatchObject({
    frames: { atLeast: 2000, atMost: 2000 },
    payload: { bytes: 8000 },
    warnings: ['The last 3 bytes are no whole sample and were left out.'],
  });
});
