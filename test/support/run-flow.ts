// The functions behind the queues and the schedule, run on memory ports: as AWS would call them.
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { sweepDue } from '../../functions/pipeline/sweep/sweep-due.ts';
import { processRecording } from '../../functions/pipeline/transcode/process-recording.ts';
import type { MemoryPorts } from './memory-ports.ts';

/**
 * Handles what the queues hold now, and what that brings at once. A function that fails loses its hint and leaves a
 * log line, as the queue's door does.
 * @returns how many hints were received
 */
export const drainHints = async (ports: MemoryPorts): Promise<number> => {
  for (let received = 0; ; received += 1) {
    const hint = ports.hints.receive();
    if (!hint) return received;
    if (received > 1000) throw new Error('the queues never become empty');
    const handle = hint.kind === 'recording' ? processRecording : deliverResult;
    await handle(ports, hint.id).catch((error: unknown) => ports.log.error('hint failed', { hint, error }));
  }
};

/** Lets time pass in steps of a second at most, handling hints as they come due, and sweeping each minute. */
export const passWithWork = async (ports: MemoryPorts, seconds: number, stepSeconds = 1): Promise<void> => {
  const endMs = ports.clock.now() + seconds * 1000;
  while (ports.clock.now() < endMs) {
    const before = ports.clock.now();
    await ports.clock.pass(Math.min(stepSeconds * 1000, endMs - before));
    if (Math.floor(before / 60_000) < Math.floor(ports.clock.now() / 60_000)) await sweepDue(ports);
    await drainHints(ports);
  }
};
