// What one check of a deployment found.

export interface Check {
  readonly isGood: boolean;
  /** One line, and what to do when it is not good. */
  readonly says: string;
}

export const good = (says: string): Check => ({ isGood: true, says });
export const bad = (says: string): Check => ({ isGood: false, says });

export const showCheck = ({ isGood, says }: Check): string => `${isGood ? '✓' : '✗'} ${says}`;
