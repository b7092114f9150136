// A PBX that is slow for as long as a test wants: the first download of each path never ends, the next ones are prompt.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlowRecordings {
  /** Different names have a first download each. */
  urlOf(name: string): string;
  /** Resolves when the first download of it has begun. */
  asked(name: string): Promise<void>;
  close(): Promise<void>;
}

/** @param file what every name holds */
export const startSlowRecordings = async (file: string): Promise<SlowRecordings> => {
  const bytes = await readFile(file);
  const begun = new Map<string, PromiseWithResolvers<void>>();
  const open = new Set<ServerResponse>();
  const beginning = (path: string) => {
    const known = begun.get(path) ?? Promise.withResolvers<void>();
    begun.set(path, known);
    return known;
  };
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
    if (seen.has(path)) {
      response.end(bytes);
      return;
    }
    seen.add(path);
    open.add(response);
    response.write(bytes.subarray(0, 330));
    beginning(path).resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    asked: (name) => beginning(`/${name}`).promise,
    close: async () => {
      for (const response of open) response.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
