// What a tester may ask of the customer's server: how it answers the next deliveries.
import { z } from 'zod';

export const receiverPlanSchema = z.strictObject({
  status: z.int().min(200).max(599).default(200),
  /** An object goes out as JSON, a string as it is. */
  body: z.json().default({ status: true, message: 'Successfully updated' }),
  delayMs: z.int().min(0).max(86_400_000).default(0),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
  /** `location`, `content-type` and the like. */
  headers: z.record(z.string(), z.string()).default({}),
  /** The connection is reset before the answer, or in the middle of its body. */
  drop: z.enum(['before-answer', 'mid-answer']).optional(),
  /** For so many deliveries; later ones are answered well. */
  times: z.int().min(1).optional(),
});

/** A plan as a tester writes it; everything is optional, and `{}` is a server that is well. */
export type ReceiverPlan = z.input<typeof receiverPlanSchema>;
export type FullReceiverPlan = z.output<typeof receiverPlanSchema>;

/** The plan in force. */
export class ReceiverPlanBook {
  readonly #healthy: FullReceiverPlan;
  #plan: FullReceiverPlan;
  #used = 0;

  /** @param healthy what is answered when no plan says otherwise */
  constructor(healthy: ReceiverPlan) {
    this.#healthy = receiverPlanSchema.parse(healthy);
    this.#plan = this.#healthy;
  }

  /** @throws ZodError naming the field */
  put(plan: unknown): FullReceiverPlan {
    this.#plan = receiverPlanSchema.parse(plan);
    this.#used = 0;
    return this.#plan;
  }

  /** The plan for the next delivery; each call counts as one. */
  take(): FullReceiverPlan {
    this.#used += 1;
    return this.#used > (this.#plan.times ?? Number.POSITIVE_INFINITY) ? this.#healthy : this.#plan;
  }
}
