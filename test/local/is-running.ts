// Beneath the engine's tests: whether a process is still there.
import { spawnSync } from 'node:child_process';

/** A zombie, which nobody has collected yet, is as dead as can be. */
export function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
