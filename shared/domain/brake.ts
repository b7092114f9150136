// An operator's brake: on a source, or on the vendor for the whole stage. What is held by it is not lost, only late.
import * as z from 'zod/mini';

/** Times are RFC 3339 UTC. */
export const brakeSchema = z.object({
  isPaused: z.boolean(),
  pausedAt: z.optional(z.string()),
  resumedAt: z.optional(z.string()),
});
export type Brake = z.output<typeof brakeSchema>;

/** A brake as it is after it was put on or let go; what it is already stays as it is. */
export const setBrake = (before: Brake, isPaused: boolean, at: string): Brake => {
  if (before.isPaused === isPaused) return before;
  return isPaused ? { ...before, isPaused, pausedAt: at } : { ...before, isPaused, resumedAt: at };
};

export const isAnyPaused = (...brakes: readonly (Pick<Brake, 'isPaused'> | undefined)[]): boolean =>
  brakes.some((brake) => brake?.isPaused === true);

/**
 * When a give-up clock began, in epoch milliseconds: what was held could do nothing meanwhile, so after each resumption
 * every clock begins anew.
 */
export const clockStart = (
  startMs: number,
  ...brakes: readonly (Pick<Brake, 'resumedAt'> | undefined)[]
): number =>
  Math.max(
    startMs,
    ...brakes.map((brake) => (brake?.resumedAt === undefined ? 0 : Date.parse(brake.resumedAt))),
  );
