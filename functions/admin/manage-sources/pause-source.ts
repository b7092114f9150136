// The brake on one source: put on or let go without a word about the rest of it.
import { type Brake, setBrake } from '../../../shared/domain/brake.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Source } from '../../../shared/domain/source.ts';

export interface PauseSourceDeps {
  readonly accounts: {
    getSource(account: string, name: string): Promise<Source | undefined>;
    brakeSource(account: string, name: string, brake: Brake): Promise<Source | undefined>;
  };
  readonly clock: Clock;
}

/** Repeating it changes nothing. @returns the source as it is now, or `undefined` when there is none */
export const pauseSource = async (
  deps: PauseSourceDeps,
  account: string,
  name: string,
  isPaused: boolean,
): Promise<Source | undefined> => {
  const source = await deps.accounts.getSource(account, name);
  if (!source) return undefined;
  const before = source.brake ?? { isPaused: false };
  const brake = setBrake(before, isPaused, new Date(deps.clock.now()).toISOString());
  return brake === before ? source : deps.accounts.brakeSource(account, name, brake);
};
