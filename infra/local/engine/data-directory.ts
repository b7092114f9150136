// Before anything is opened: one engine per data directory, for two would ruin each other's tables.
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Makes the directory and holds it until the returned function is called, or the process ends in whatever way.
 * The lock is a socket that somebody answers: unlike a file with a process id it cannot outlive its owner.
 * @throws Error when another engine holds the directory.
 */
export async function lockDataDirectory(directory: string): Promise<() => Promise<void>> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 24);
  // Not in the directory itself: the path of a socket may have no more than 103 bytes.
  const address = path.join(tmpdir(), `voxgate-${hash}.sock`);
  if (await isAnswered(address)) {
    throw new Error(`The data directory ${directory} is in use by another local stack`);
  }
  rmSync(address, { force: true });
  const server = createServer((socket) => socket.destroy());
  await listen(server, address);
  server.unref();
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
}
