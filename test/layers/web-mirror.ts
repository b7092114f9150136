// A Debian mirror for tests, on loopback: what a folder holds, and 404 for the rest.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface WebMirror {
  /** For DEBIAN_MIRROR. */
  readonly base: string;
  close(): void;
}

export async function openWebMirror(folder: string): Promise<WebMirror> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '').replace(/^\/debian\//, '');
    const content = await readFile(join(folder, path)).catch(() => undefined);
    if (content) response.end(content);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}/debian`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
