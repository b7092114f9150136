// Signing secrets at rest: AES-256-GCM under a key that only the secret store holds.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Seal } from '../use-cases/ports.ts';

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** @param sealingKey what the secret store holds, a long random text */
export const secretSeal = (sealingKey: () => Promise<string>): Seal => {
  const key = async () =>
    createHash('sha256')
      .update(await sealingKey())
      .digest();
  return {
    seal: async (clear) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', await key(), iv);
      const sealed = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open: async (sealed) => {
      if (!sealed.startsWith(`${version}.`)) throw new Error('sealed by an unknown version');
      const bytes = Buffer.from(sealed.slice(version.length + 1), 'base64url');
      // Without its length given, a tag cut short would pass, and be easier to forge.
      const options = { authTagLength: tagBytes };
      const decipher = createDecipheriv('aes-256-gcm', await key(), bytes.subarray(0, ivBytes), options);
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const clear = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
      return clear.toString('utf8');
    },
  };
};
