// A server on loopback whose recordings are as large as the path says, made while they are sent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wavHeader } from '../../shared/domain/wav-header.ts';

const megabyte = 1_000_000;
/** Float samples, so that sox must decode them; two channels at 48 kHz, so that 500 MB are 23 minutes. */
const codec = {
  ...{ formatTag: 3, channels: 2, sampleRateHz: 48_000, bitsPerSample: 32 },
  ...{ blockBytes: 8, bytesPerSecond: 48_000 * 8, extension: Buffer.alloc(0) },
};

function* recording(megabytes: number): Generator<Buffer> {
  const samples = Float32Array.from({ length: megabyte / 4 }, (_, at) => 0.3 * Math.sin(at / 40));
  yield wavHeader(codec, megabytes * megabyte);
  for (let sent = 0; sent < megabytes; sent += 1) yield Buffer.from(samples.buffer);
}

/** `GET /<megabytes>` */
export const serveGenerated = async (): Promise<{ readonly url: string; close(): void }> => {
  const server = createServer((request, response) => {
    const source = Readable.from(recording(Number(request.url?.slice(1))), { objectMode: false });
    // A client that goes away is seen by the one who started it.
    pipeline(source, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
};
