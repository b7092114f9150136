// Every wait of this room's servers: it holds no process open and ends at once when its server closes.
import { setTimeout as delay } from 'node:timers/promises';

/** @returns false when `signal` fired before the time was up */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (milliseconds === 0) return true;
  try {
    await delay(milliseconds, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
