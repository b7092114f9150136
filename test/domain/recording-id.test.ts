// A recording's id follows from who calls it what: the same call finds the same item.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioIdHash, base32, recordingId, splitRecordingId } from '../../shared/domain/recording-id.ts';

const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });

test('an id is stable, fits its pattern and splits into the halves it was joined from', () => {
  fc.assert(
    fc.property(anyName, anyName, anyName, (account, source, audioId) => {
      const id = recordingId(account, source, audioId);
      expect(recordingId(account, source, audioId)).toBe(id);
      expect(id).toMatch(/^rec_[a-z2-7]{32}$/);
      const parts = splitRecordingId(id);
      expect(parts?.audio).toBe(audioIdHash(audioId));
      expect(`rec_${parts?.audio}${parts?.owner}`).toBe(id);
    }),
  );
});

test('different owners of one audioID share its half and nothing else', () => {
  fc.assert(
    fc.property(anyName, anyName, anyName, (audioId, one, other) => {
      fc.pre(one !== other);
      const first = splitRecordingId(recordingId('default', one, audioId));
      const second = splitRecordingId(recordingId('default', other, audioId));
      expect(first?.audio).toBe(second?.audio);
      expect(first?.owner).not.toBe(second?.owner);
    }),
  );
});

test('different audioIDs of one owner have different ids', () => {
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      fc.pre(one !== other);
      expect(recordingId('default', 'PBXdemo', one)).not.toBe(recordingId('default', 'PBXdemo', other));
    }),
  );
});

test('account and source cannot be shifted into one another', () => {
  expect(recordingId('a', 'bc', '1')).not.toBe(recordingId('ab', 'c', '1'));
});

test('an id of today is found again tomorrow: its bytes are fixed', () => {
  expect(recordingId('default', 'PBXdemo', '4430')).toBe(
    `rec_${base32(createHash('sha256').update('4430').digest(), 20)}${base32(
      createHash('sha256').update('default\0PBXdemo').digest(),
      12,
    )}`,
  );
  // RFC 4648, section 10.
  expect(base32(Buffer.from('fooba'), 8)).toBe('mzxw6ytb');
});

test.each([
  '',
  'rec_',
  'rec_ABC',
  '../rec',
  `rec_${'a'.repeat(31)}`,
  `rec_${'a'.repeat(33)}`,
  `rec_${'a'.repeat(31)}1`,
  `rec_${'A'.repeat(32)}`,
  `rec_${'a'.repeat(32)}\n`,
  ` rec_${'a'.repeat(32)}`,
])('%j is no recording id', (text) => {
  expect(splitRecordingId(text)).toBeUndefined();
});
