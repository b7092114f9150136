// Where hostile URLs point at: counts whoever connects, and hangs up.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

export interface Sentinel {
  readonly port: number;
  connectionCount(): number;
  close(): Promise<void>;
}

export const startSentinel = async (address: string, port = 0): Promise<Sentinel> => {
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount += 1;
    socket.on('error', () => {});
    socket.destroy();
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connectionCount: () => connectionCount,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
