// A customer's server in the chaos run: one delivery of ten goes wrong, and it may be down altogether. It forgets nothing.
import type { Delivery } from '../../infra/local/outside/receiver/delivery.ts';
import type { ReceiverPlan } from '../../infra/local/outside/receiver/receiver-plan.ts';
import { startReceiver } from '../../infra/local/outside/receiver.ts';
import type { Randomness } from '../../shared/domain/randomness.ts';

export interface WatchedReceiver {
  readonly url: string;
  /** Every delivery since the start. */
  received(): readonly Delivery[];
  /** From now on it answers 503, or not at all. */
  goDown(): void;
  comeUp(): void;
  close(): Promise<void>;
}

const faults: readonly ReceiverPlan[] = [
  { status: 500, body: 'Internal Server Error' },
  { status: 503, retryAfterSeconds: 1 },
  { status: 302, headers: { location: '/elsewhere' } },
  { drop: 'before-answer' },
  { drop: 'mid-answer' },
  { delayMs: 400 },
];
const outages: readonly ReceiverPlan[] = [{ status: 503 }, { drop: 'before-answer' }];

const faultRate = 0.1;
/** So short that most plans meet one delivery or none. */
const planMs = 40;
/** The receiver keeps the newest 20,000: often enough to miss none. */
const harvestMs = 500;

const pick = (plans: readonly ReceiverPlan[], random: Randomness): ReceiverPlan =>
  plans[Math.floor(random.fraction() * plans.length)] ?? {};

export const startWatchedReceiver = async (random: Randomness): Promise<WatchedReceiver> => {
  const receiver = await startReceiver();
  const received = new Set<Delivery>();
  let isDown = false;
  const plan = () => {
    if (isDown) receiver.plan(pick(outages, random));
    else receiver.plan(random.fraction() < faultRate ? pick(faults, random) : {});
  };
  const harvest = () => {
    for (const delivery of receiver.deliveries()) received.add(delivery);
  };
  const timers = [setInterval(plan, planMs), setInterval(harvest, harvestMs)];
  const turn = (down: boolean) => {
    isDown = down;
    plan();
  };
  return {
    url: `${receiver.url}/astVlogger/analysis_json.php`,
    received: () => {
      harvest();
      return [...received];
    },
    goDown: () => turn(true),
    comeUp: () => turn(false),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await receiver.close();
    },
  };
};
