// The brake on the vendor: put on or let go, without a deployment.
import { type Brake, setBrake } from '../../../shared/domain/brake.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import type { Log } from '../../../shared/use-cases/ports.ts';

export interface PauseVendorDeps {
  readonly accounts: {
    getVendorBrake(account: string): Promise<Brake>;
    putVendorBrake(account: string, brake: Brake): Promise<void>;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** Repeating it changes nothing. */
export const pauseVendor = async (
  deps: PauseVendorDeps,
  account: string,
  isPaused: boolean,
): Promise<Brake> => {
  const before = await deps.accounts.getVendorBrake(account);
  const brake = setBrake(before, isPaused, new Date(deps.clock.now()).toISOString());
  if (brake === before) return before;
  await deps.accounts.putVendorBrake(account, brake);
  deps.log.warn(isPaused ? 'vendor paused' : 'vendor resumed', {});
  return brake;
};
