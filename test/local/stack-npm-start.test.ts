// What a newcomer does first: npm start, the printed curl line, Ctrl-C.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Started {
  /** All that was printed so far. */
  printed(): string;
  /** Sends the signal to `npm` itself. @returns exit code and how long it took */
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; signal: string | null; seconds: number }>;
}

const start = async (
  environment: Readonly<Record<string, string>>,
  work: (started: Started) => Promise<void>,
) => {
  // A group of its own, so that a failing test leaves nothing running.
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', ...environment },
  });
  let printed = '';
  const ready = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (/^The webhook is open/m.test(printed)) ready.resolve();
  });
  child.stderr.resume();
  const exited = once(child, 'exit');
  exited.then(() => ready.reject(new Error(`it ended before it was ready: ${printed}`)));
  try {
    await ready.promise;
    await work({
      printed: () => printed,
      stop: async (signal) => {
        const startedAt = Date.now();
        child.kill(signal);
        const [code, by] = await exited;
        return { code, signal: by, seconds: (Date.now() - startedAt) / 1000 };
      },
    });
  } finally {
    try {
      process.kill(-Number(child.pid), 'SIGKILL');
    } catch {
      // Nobody of the group is left, as it should be.
    }
  }
};

const inDirectory = async (work: (dataDirectory: string) => Promise<void>): Promise<void> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'voxgate-start-'));
  try {
    await work(dataDirectory);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
};

const curlLine = (printed: string): string => {
  const lines = printed.split('\n');
  const first = lines.findIndex((line) => line.startsWith('curl '));
  const last = lines.findIndex((line, index) => index >= first && !line.endsWith('\\'));
  return lines.slice(first, last + 1).join('\n');
};

test('it says where it is and with what keys, and the curl line it prints works as it stands', async () =>
  inDirectory(async (dataDirectory) =>
    start({ DATA_DIR: dataDirectory }, async ({ printed, stop }) => {
      const baseUrl = /^Voxgate is ready at (http:\/\/127\.0\.0\.1:\d+)$/m.exec(printed())?.[1];
      const adminKey = /^Admin key +(\S{16,})$/m.exec(printed())?.[1];
      for (const source of ['PBXdemo', 'CCDdemo', 'OmniCoredemo']) {
        expect(printed()).toMatch(new RegExp(`^ +${source} +vxg_[0-9a-z]{38}$`, 'm'));
      }
      const admin = await fetch(`${baseUrl}/v1/admin/sources`, {
        headers: { authorization: `Bearer ${adminKey}` },
      });
      expect(admin.status).toBe(200);
      expect((await fetch(`${baseUrl}/health`)).status).toBe(200);

      const { stdout } = await run('bash', ['-c', `${curlLine(printed())} --silent`]);
      expect(JSON.parse(stdout)).toMatchObject({
        success: true,
        results: [{ audioID: '4430', transcription: expect.stringContaining('12 s'), language: 'en' }],
      });

      const stopped = await stop('SIGTERM');
      expect(stopped).toMatchObject({ code: 0, signal: null });
      expect(stopped.seconds).toBeLessThan(5);
      await expect(fetch(`${baseUrl}/health`)).rejects.toThrow();
    }),
  ));

test('SIGTERM stops it at once and with exit code 0 while it is at work', async () =>
  inDirectory(async (dataDirectory) =>
    start({ DATA_DIR: dataDirectory }, async ({ printed, stop }) => {
      const simulator = /^The speech vendor's simulator: +(\S+)$/m.exec(printed())?.[1];
      await fetch(`${simulator}/default`, { method: 'PUT', body: JSON.stringify({ latencyMs: 60_000 }) });
      const waiting = run('bash', ['-c', `${curlLine(printed())} --silent`]).catch(() => undefined);
      for (let count = 0; count === 0; ) {
        const requests = await (await fetch(`${simulator}/requests`)).json();
        ({ count } = requests as { count: number });
      }
      const stopped = await stop('SIGTERM');
      expect(stopped).toMatchObject({ code: 0, signal: null });
      expect(stopped.seconds).toBeLessThan(5);
      await waiting;
    }),
  ));
