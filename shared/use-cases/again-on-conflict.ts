// Somebody else wrote the item in between: what was read is read anew, and decided anew.
import { VersionConflict } from '../domain/version-conflict.ts';

/** Losing the race this often in a row means that something else is wrong. */
const maxConflicts = 8;

const isConflict = (error: unknown): boolean => error instanceof VersionConflict;

/**
 * @param once reads, decides and writes; must begin anew each time
 * @param isRace which errors mean that somebody was faster. @default a VersionConflict
 * @throws what `once` throws, a race only when it was lost again and again
 */
export const againOnConflict = async <Result>(
  once: () => Promise<Result>,
  isRace: (error: unknown) => boolean = isConflict,
): Promise<Result> => {
  for (let conflicts = 1; ; conflicts += 1) {
    try {
      return await once();
    } catch (error) {
      if (!isRace(error) || conflicts >= maxConflicts) throw error;
    }
  }
};
