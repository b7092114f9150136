// After sox has ended: was that a conversion? Exit code 0 is no answer: sox gives it for half a recording too.
import { conversionFailed, type SniffedAudio } from '../domain/audio-format.ts';
import type { SoxEnd } from './sox.ts';

/**
 * sox says `sox FAIL …` and may exit with 0 all the same.
 * @throws VoxgateError `CONVERSION_FAILED`, to be tried again when it was not sox that ended.
 */
export function checkSoxEnd({ exitCode, killedBy, messages }: SoxEnd, { sourceFormat }: SniffedAudio): void {
  if (exitCode === 0 && !/^\S+ FAIL /m.test(messages)) return;
  const cause = new Error(`sox ended with ${killedBy ?? exitCode}: ${messages.trim()}`);
  if (killedBy === 'SIGKILL' || killedBy === 'SIGTERM') {
    // Not by us: memory ran out, or somebody cleared up. The next attempt may fare better. A crash comes from the recording.
    throw conversionFailed('The conversion was interrupted.', { cause, retry: 'later' });
  }
  throw conversionFailed(`The recording could not be decoded as ${sourceFormat}.`, { cause });
}

/**
 * The decoder may stop at the first damage and call it success: only the count of samples tells.
 * @throws VoxgateError `CONVERSION_FAILED` when it is not what the file promised.
 */
export function checkDecodedFrames(written: number, { frames }: SniffedAudio): void {
  if (written === 0) throw conversionFailed('The recording holds no audio.');
  if (written >= frames.atLeast && written <= frames.atMost) return;
  throw conversionFailed(
    written < frames.atLeast
      ? `The recording is damaged: only ${written} of ${frames.atLeast} samples could be decoded.`
      : `The recording is damaged: ${written} samples were decoded where ${frames.atMost} were expected.`,
  );
}

/** At most five lines for the operator, in printable ASCII: a file can make sox say anything. */
export function soxWarnings({ messages }: SoxEnd): string[] {
  const lines = messages.matchAll(/^\S+ WARN \w+: (.+)$/gm);
  return [...lines].slice(0, 5).map(([, line = '']) => `sox: ${line.replace(/[^ -~]/g, '?').slice(0, 200)}`);
}
