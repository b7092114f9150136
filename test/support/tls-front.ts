// https before a local http server, for programs that speak nothing else: as a load balancer ends TLS.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';

export interface TlsFront {
  /** `https://localhost:<port>` */
  readonly baseUrl: string;
  /** Its certificate as a PEM file: what a client must be told to trust. */
  readonly certificateFile: string;
  close(): Promise<void>;
}

/** @param target `http://127.0.0.1:<port>` */
export const startTlsFront = async (target: string): Promise<TlsFront> => {
  const certificate = makeSelfSignedCertificate('localhost');
  const directory = await mkdtemp(join(tmpdir(), 'voxgate-tls-'));
  const certificateFile = join(directory, 'certificate.pem');
  await writeFile(certificateFile, certificate.cert);
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer(certificate, (client) => {
    const upstream = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.once('close', () => open.delete(one));
    }
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return {
    baseUrl: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificateFile,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
};
