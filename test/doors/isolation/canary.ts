// A word that belongs to one source alone: wherever it turns up, it says whose it is.
import type { Randomness } from '../../../shared/domain/randomness.ts';

/** Letters and digits alone: no encoding on the way changes it. */
const pattern = /cnry(\d{2})x[0-9a-z]{16}/g;

/** @param owner 0 to 99 */
export const newCanary = (owner: number, random: Randomness): string =>
  `cnry${String(owner).padStart(2, '0')}x${random.token(16)}`;

/** The canaries of everybody but the owner, each as often as it is there. */
export const foreignCanaries = (text: string, owner: number): readonly string[] =>
  [...text.matchAll(pattern)].filter(([, found]) => Number(found) !== owner).map(([canary]) => canary);

export const ownCanaries = (text: string, owner: number): number =>
  [...text.matchAll(pattern)].filter(([, found]) => Number(found) === owner).length;

export const anyCanary = (text: string): string | undefined => text.match(pattern)?.[0];
