// What the proof has seen: what held, what did not, and enough of the latter to look into it.
import { foreignCanaries, ownCanaries } from './canary.ts';

export const claims = [
  'foreign',
  'missing',
  'stranger',
  'guess',
  'revoked',
  'log',
  'unsigned',
  'broken',
] as const;
export type Claim = (typeof claims)[number];

export interface Evidence {
  /** Looks through something of one source. @returns how many foreign canaries it holds */
  look(owner: number, where: string, text: string): number;
  /** Something that must never be. */
  breach(claim: Claim, what: string): void;
  count(claim: Claim): number;
  /** Own canaries seen: without any, nothing was proven. */
  ownSeen(): number;
  /** Bytes of foreign canaries. */
  foreignBytes(): number;
  /** The first ones. */
  examples(): readonly string[];
}

const maxExamples = 20;

export const newEvidence = (): Evidence => {
  const counts = new Map<Claim, number>();
  const examples: string[] = [];
  let own = 0;
  let bytes = 0;
  const breach = (claim: Claim, what: string) => {
    counts.set(claim, (counts.get(claim) ?? 0) + 1);
    if (examples.length < maxExamples) examples.push(`${claim}: ${what.slice(0, 600)}`);
  };
  return {
    look: (owner, where, text) => {
      own += ownCanaries(text, owner);
      const foreign = foreignCanaries(text, owner);
      for (const canary of foreign) {
        bytes += canary.length;
        breach('foreign', `${canary} in ${where} of source ${owner}: ${text.slice(0, 400)}`);
      }
      return foreign.length;
    },
    breach,
    count: (claim) => counts.get(claim) ?? 0,
    ownSeen: () => own,
    foreignBytes: () => bytes,
    examples: () => examples,
  };
};
