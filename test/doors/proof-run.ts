// What each proof at the doors is told.
import type { Say } from '../bench/row.ts';

export interface ProofRun {
  readonly seed: number;
  /** 1 is the whole proof; 10 a tenth of its calls. */
  readonly smaller: number;
  readonly say: Say;
}
