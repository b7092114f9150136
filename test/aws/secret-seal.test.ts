// Signing secrets at rest: read back by who has the key, by nobody else, and not after they were changed.
import { expect, test } from 'vitest';
import { secretSeal } from '../../shared/aws/secret-seal.ts';

const sealWith = (key: string) => secretSeal(async () => key);

test('what was sealed is opened again, whatever it says', async () => {
  const seal = sealWith('a sealing key');
  for (const clear of ['whsec_abc', '', '😀 ünïcode', 'x'.repeat(10_000)]) {
    expect(await seal.open(await seal.seal(clear))).toBe(clear);
  }
});

test('sealed text shows nothing of what it holds, and two seals of the same differ', async () => {
  const seal = sealWith('a sealing key');
  const [one, other] = [await seal.seal('whsec_abc'), await seal.seal('whsec_abc')];
  expect(one).not.toBe(other);
  for (const sealed of [one, other]) {
    expect(sealed).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(sealed).not.toContain('whsec');
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('whsec');
  }
});

test('a changed byte anywhere does not open', async () => {
  const seal = sealWith('a sealing key');
  const bytes = Buffer.from((await seal.seal('whsec_abc')).slice(3), 'base64url');
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    await expect(seal.open(`v1.${changed.toString('base64url')}`)).rejects.toThrow();
  }
  await expect(seal.open(`v1.${bytes.subarray(0, -1).toString('base64url')}`)).rejects.toThrow();
  await expect(seal.open(`v1.${bytes.subarray(0, 20).toString('base64url')}`)).rejects.toThrow();
});

test('another key, another version and clear text do not open', async () => {
  const sealed = await sealWith('a sealing key').seal('whsec_abc');
  await expect(sealWith('another key').open(sealed)).rejects.toThrow();
  await expect(sealWith('a sealing key').open(sealed.replace('v1.', 'v2.'))).rejects.toThrow(
    /unknown version/,
  );
  await expect(sealWith('a sealing key').open('whsec_abc')).rejects.toThrow();
});
