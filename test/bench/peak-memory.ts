// The most memory a process ever held, from Linux: unlike getrusage it forgets what the parent held before exec.
import { readFile } from 'node:fs/promises';

export const peakMemoryMb = async (pid: number | 'self'): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined) throw new Error(`no peak of memory for process ${pid}`);
  return Number(kilobytes) / 1024;
};
