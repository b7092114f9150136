// The total time limit of one outgoing call, over all its hops: a server that drips bytes outlives any idle timeout.
import { OutgoingHttpError } from './outgoing-http-error.ts';

/** `5 s`, `0.2 s`: how limits are told to callers. */
export function inSeconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}

/** What a stopped call is told: our own limits speak for themselves, any other reason stays in the cause. */
export function stoppedError(signal: AbortSignal): OutgoingHttpError {
  const reason: unknown = signal.reason;
  if (reason instanceof OutgoingHttpError) return reason;
  return new OutgoingHttpError('timeout', 'the call was stopped before it ended', { cause: reason });
}

/** Waits no longer for `work` than `signal` lets it; what `work` does afterwards is ignored. */
export async function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(stoppedError(signal));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export interface Deadline {
  /** Aborts with an OutgoingHttpError of kind `timeout`, when the time is over or the outer signal says so. */
  readonly signal: AbortSignal;
  /** Must be called once the work has ended: it clears the timer. */
  clear(): void;
}

export function startDeadline(totalTimeoutMs: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const message = `the whole call took longer than ${inSeconds(totalTimeoutMs)}`;
  const timer = setTimeout(() => controller.abort(new OutgoingHttpError('timeout', message)), totalTimeoutMs);
  const onOuterAbort = () => {
    if (outer !== undefined) controller.abort(stoppedError(outer));
  };
  if (outer?.aborted) onOuterAbort();
  outer?.addEventListener('abort', onOuterAbort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onOuterAbort);
    },
  };
}
