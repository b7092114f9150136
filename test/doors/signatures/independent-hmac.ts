// HMAC-SHA256 a second time, from RFC 2104's own words and a bare SHA-256: what signatures are checked against here.
import { createHash } from 'node:crypto';

const blockBytes = 64;

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** https://www.rfc-editor.org/rfc/rfc2104#section-2 */
export const independentHmac = (key: Buffer, content: Buffer): Buffer => {
  const block = Buffer.alloc(blockBytes);
  (key.length > blockBytes ? sha256(key) : key).copy(block);
  const padded = (pad: number) => block.map((byte) => byte ^ pad);
  return sha256(padded(0x5c), sha256(padded(0x36), content));
};
