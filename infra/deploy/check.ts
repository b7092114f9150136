// What one check of a deployment found.

export interface Check {
  /** False stands against a deployment. */
  readonly isGood: boolean;
  /** Good enough to be deployed, and yet worth a look. */
  readonly isWarning?: boolean;
  /** One line, and what to do when it is not good. */
  readonly says: string;
}

export const good = (says: string): Check => ({ isGood: true, says });
export const warning = (says: string): Check => ({ isGood: true, isWarning: true, says });
export const bad = (says: string): Check => ({ isGood: false, says });

export const showCheck = ({ isGood, isWarning, says }: Check): string =>
  `${isWarning ? '!' : isGood ? '✓' : '✗'} ${says}`;
