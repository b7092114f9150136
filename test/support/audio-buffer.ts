// Bytes in memory as the sniffers want to read them.
import type { AudioSource } from '../../shared/domain/audio-format.ts';

export function bufferSource(bytes: Buffer): AudioSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}
