// A port that stays free while the stack on it is dead: none that the system hands out to clients.
import { createServer } from 'node:net';

/** Below what Linux and macOS hand out by themselves (from 32768 and 49152). */
const lowest = 20_000;
const span = 10_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** @throws Error when none of a hundred is free */
export const findFreePort = async (): Promise<number> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = lowest + Math.floor(Math.random() * span);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
};
