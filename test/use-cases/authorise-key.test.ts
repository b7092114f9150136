// A presented key → the key on file, or an error that says no more than it must.
import { describe, expect, test } from 'vitest';
import { newKey } from '../../shared/domain/api-key.ts';
import { authoriseKey } from '../../shared/use-cases/authorise-key.ts';
import { makeKeyRow } from '../support/make-source.ts';
import { memoryPorts } from '../support/memory-ports.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';

const key = newKey(seededRandomness(5));

const setUp = (changes = {}) => {
  const ports = memoryPorts();
  ports.keys.put(makeKeyRow(key, changes));
  return ports;
};

test('a key with one of the scopes passes', async () => {
  const row = await authoriseKey(setUp(), { key, scopes: ['admin', 'read'] });
  expect(row.id).toBe(makeKeyRow(key).id);
});

test.each([undefined, ''])('%j is no key: 401', async (presented) => {
  await expect(authoriseKey(setUp(), { key: presented, scopes: ['read'] })).rejects.toMatchObject({
    code: 'MISSING_API_KEY',
    status: 401,
  });
});

test('unknown, revoked, mistyped and of another source read alike', async () => {
  const refusals = [
    authoriseKey(memoryPorts(), { key, scopes: ['read'], source: 'PBXdemo' }),
    authoriseKey(setUp({ isActive: false }), { key, scopes: ['read'], source: 'PBXdemo' }),
    authoriseKey(setUp(), { key: `${key}x`, scopes: ['read'], source: 'PBXdemo' }),
    authoriseKey(setUp(), { key, scopes: ['read'], source: 'CCDdemo' }),
    authoriseKey(setUp(), { key, scopes: ['admin'], source: 'PBXdemo' }),
  ].map((attempt) => attempt.catch(({ code, status, message }) => ({ code, status, message })));
  const answers = await Promise.all(refusals);
  expect(answers).toEqual(answers.map(() => answers[0]));
  expect(answers[0]).toMatchObject({ code: 'INVALID_API_KEY', status: 403 });
});

test('an admin key, which has no source, submits for none', async () => {
  const ports = memoryPorts();
  const { source: _, ...row } = makeKeyRow(key, { scopes: ['admin', 'submit'] });
  ports.keys.put(row);
  await expect(authoriseKey(ports, { key, scopes: ['submit'], source: 'PBXdemo' })).rejects.toMatchObject({
    code: 'INVALID_API_KEY',
  });
});

describe('last use', () => {
  const usesOf = async (lastUsedAt: string | undefined) => {
    const ports = setUp(lastUsedAt === undefined ? {} : { lastUsedAt });
    const noted: string[] = [];
    ports.keys.noteUse = async (_, at) => {
      noted.push(at);
    };
    await authoriseKey(ports, { key, scopes: ['read'] });
    return noted;
  };

  test.each([
    ['never', undefined, 1],
    ['an hour ago and more', '2026-03-31T10:59:59.999Z', 1],
    ['within the hour', '2026-03-31T11:00:00.000Z', 0],
  ])('%s: noted %i times', async (_, lastUsedAt, count) => {
    const noted = await usesOf(lastUsedAt);
    expect(noted).toHaveLength(count);
    for (const at of noted) expect(at).toBe('2026-03-31T12:00:00.000Z');
  });
});
