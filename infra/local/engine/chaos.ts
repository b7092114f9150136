// What AWS does and no emulator does by itself: messages twice and out of order, workers that die at any moment.
import type { FunctionPool } from './functions/function-pool.ts';

export interface ChaosOptions {
  /** Chance in [0, 1] that a received message is delivered a second time. */
  readonly duplicateMessages?: number | undefined;
  /** Holds deliveries back for random times, so that later messages overtake them. */
  readonly reorder?: boolean | undefined;
  /** SIGKILL to a random busy worker, after a random time between these two, again and again. */
  readonly killWorkers?: { readonly everyMs: readonly [number, number] } | undefined;
  /** The same seed makes the same choices; timing stays the machine's. */
  readonly seed: number;
}

export interface Delivery<Message> {
  readonly messages: readonly Message[];
  readonly delayMs: number;
}

export interface Chaos {
  /** How a received batch is delivered. */
  plan<Message>(batch: readonly Message[]): Delivery<Message>[];
  start(pools: readonly FunctionPool[]): void;
  stop(): void;
}

/** Longer than a delivery usually takes, shorter than any sensible visibility time-out. */
const maxDelayMs = 1500;

export function createChaos(options: ChaosOptions, onKill: (name: string) => void): Chaos {
  const fraction = seededFractions(options.seed);
  const delayMs = () => (options.reorder ? Math.floor(fraction() * maxDelayMs) : 0);
  let timer: NodeJS.Timeout | undefined;

  const killLater = (pools: readonly FunctionPool[], [least, most]: readonly [number, number]) => {
    const waitMs = least + fraction() * (most - least);
    timer = setTimeout(() => {
      const busy = pools.filter((pool) => pool.isRunning());
      const victim = busy[Math.floor(fraction() * busy.length)];
      if (victim?.killWorker()) onKill(victim.config.shortName);
      killLater(pools, [least, most]);
    }, waitMs);
  };

  return {
    plan(batch) {
      const first = { messages: batch, delayMs: delayMs() };
      const again = batch.filter(() => fraction() < (options.duplicateMessages ?? 0));
      return again.length === 0 ? [first] : [first, { messages: again, delayMs: delayMs() }];
    },
    start(pools) {
      if (options.killWorkers) killLater(pools, options.killWorkers.everyMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Marsaglia's xorshift, 32 bits: https://doi.org/10.18637/jss.v008.i14 */
function seededFractions(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}
