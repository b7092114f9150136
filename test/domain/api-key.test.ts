// API keys: a mistyped one is known by its checksum, and what is stored shows none.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apiKeySchema,
  hashKey,
  isUsable,
  isWellFormedKey,
  keyId,
  keyPrefix,
  newKey,
} from '../../shared/domain/api-key.ts';
import { random } from '../../shared/edge/chance.ts';
import { makeKeyRow } from '../support/make-source.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { testStartMs } from '../support/virtual-clock.ts';

const anyKey = fc.integer().map((seed) => newKey(seededRandomness(seed)));
const letters = [...'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_- '];

test('a new key is recognisable, random and well formed', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      expect(key).toMatch(/^vxg_[0-9a-z]{32}[a-z2-7]{6}$/);
      expect(isWellFormedKey(key)).toBe(true);
    }),
  );
  expect(newKey(random)).not.toBe(newKey(random));
});

test('every change of a single character after the marker is rejected', () => {
  const key = newKey(seededRandomness(42));
  for (let at = 4; at < key.length; at += 1) {
    for (const letter of letters) {
      if (letter === key[at]) continue;
      expect(isWellFormedKey(key.slice(0, at) + letter + key.slice(at + 1))).toBe(false);
    }
  }
});

test('a change of the marker makes it another key, with another hash', () => {
  fc.assert(
    fc.property(anyKey, fc.nat(3), fc.constantFrom(...letters), (key, at, letter) => {
      fc.pre(letter !== key[at]);
      const changed = key.slice(0, at) + letter + key.slice(at + 1);
      expect(keyId(hashKey(changed))).not.toBe(keyId(hashKey(key)));
    }),
  );
});

test('a dropped, doubled or swapped character is rejected', () => {
  fc.assert(
    fc.property(anyKey, fc.integer({ min: 4, max: 40 }), (key, at) => {
      const swapped = key.slice(0, at) + key[at + 1] + key[at] + key.slice(at + 2);
      expect(isWellFormedKey(key.slice(0, at) + key.slice(at + 1))).toBe(false);
      expect(isWellFormedKey(key.slice(0, at) + key[at] + key.slice(at))).toBe(false);
      if (swapped !== key) expect(isWellFormedKey(swapped)).toBe(false);
    }),
  );
});

test.each(['vxg_', 'vxg_abc', 'vxg_zzzzzz'])('%s is cut short, and rejected', (key) => {
  expect(isWellFormedKey(key)).toBe(false);
});

test('a foreign key, imported from elsewhere, has no checksum to break', () => {
  expect(isWellFormedKey('legacy-key-of-2019')).toBe(true);
});

test('the row and its id show nothing of the key but its first characters', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const row = apiKeySchema.parse(makeKeyRow(key));
      expect(JSON.stringify(row)).not.toContain(key.slice(8));
      expect(row.prefix).toBe(key.slice(0, 8));
      expect(row.id).toMatch(/^key_[a-z2-7]{24}$/);
    }),
  );
  expect(keyPrefix('legacy-key-of-2019')).toBe('leg…');
});

describe('a key is usable', () => {
  const key = newKey(seededRandomness(1));
  test.each([
    ['active, without an end', {}, true],
    ['revoked', { isActive: false }, false],
    ['until its end', { expiresAt: new Date(testStartMs + 1).toISOString() }, true],
    ['not at its end', { expiresAt: new Date(testStartMs).toISOString() }, false],
    ['never with an end nobody can read', { expiresAt: 'tomorrow' }, false],
    [
      'until its rotation is over, however far off its end',
      {
        expiresAt: '+010000-01-01T04:59:59.000Z',
        retiresAt: new Date(testStartMs).toISOString(),
      },
      false,
    ],
  ])('%s', (_, changes, usable) => {
    expect(isUsable(makeKeyRow(key, changes), testStartMs)).toBe(usable);
  });
});
