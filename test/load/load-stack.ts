// The stack under load, and what is known of it: as it ships, with an instant vendor, its logs on the disk alone.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalSettings } from '../../infra/local/local-settings.ts';
import { startLocalStack } from '../../infra/local/local-stack.ts';
import { type EndedRecordings, watchEnds } from '../bench/ended-recordings.ts';
import type { TestStack } from '../support/local-stack.ts';

export interface Memory {
  readonly engineMegabytes: number;
  readonly workersMegabytes: number;
  readonly workers: number;
}

export interface LoadStack {
  readonly stack: TestStack;
  readonly ends: EndedRecordings;
  /** Resident, now. The engine's process holds the simulators and the callers, too. */
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

/** 0 when the process has gone. */
const residentMegabytes = async (pid: number | 'self'): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes ?? 0) / 1024;
};

export const startLoadStack = async (): Promise<LoadStack> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'voxgate-load-'));
  const local = await startLocalStack({
    settings: readLocalSettings({ PORT: '0', DATA_DIR: dataDirectory }),
    // Kept here they would be what grows.
    log: () => {},
    progress: () => {},
  });
  local.vendor.planDefault({ answer: 'full', webhook: { when: 'never' } });
  const ends = watchEnds(local.engine.endpoints);
  const close = async () => {
    ends.leave();
    await local.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  const stack = { ...local, baseUrl: local.engine.baseUrl, logLines: [], dataDirectory, close };
  const memory = async (): Promise<Memory> => {
    const pids = local.engine.workers().flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    const sizes = await Promise.all(pids.map(residentMegabytes));
    return {
      engineMegabytes: await residentMegabytes('self'),
      workersMegabytes: sizes.reduce((sum, size) => sum + size, 0),
      workers: pids.length,
    };
  };
  return { stack, ends, memory, close };
};
