// A recording on disk, as the sniffers want to read it and as its facts name it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AudioSource } from '../domain/audio-format.ts';

const readBytes = 256 * 1024;

/** Opens a file, hands it to `use` as an AudioSource, and closes it whatever comes. */
export async function withAudioFile<T>(path: string, use: (source: AudioSource) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await use({
      sizeBytes: size,
      read: async (offset, length) => {
        // A header may claim any length; memory is only for what is there.
        const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}

/** A header of ours, then `bytes` bytes of the file from `offset` on. */
export async function* readSlice(
  path: string,
  { offset, bytes }: { offset: number; bytes: number },
  header: Buffer = Buffer.alloc(0),
): AsyncGenerator<Buffer> {
  if (header.length > 0) yield header;
  yield* createReadStream(path, { start: offset, end: offset + bytes - 1, highWaterMark: readBytes });
}

/** Hex. */
export function sha256OfFile(path: string): Promise<string> {
  return readThrough(path, () => {});
}

/** Shows the whole file to `look`, piece by piece, and gives its hash. */
export async function readThrough(
  path: string,
  look: (chunk: Buffer, offset: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes, signal })) {
    hash.update(chunk);
    look(chunk, offset);
    offset += chunk.length;
  }
  return hash.digest('hex');
}
