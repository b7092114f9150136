// What a tester may ask of the vendor simulator: how it answers an upload, and what webhooks follow.
import { z } from 'zod';

/** A day: longer than any time limit the gateway has. */
const maxDelayMs = 86_400_000;
const delayMs = z.int().min(0).max(maxDelayMs);

const webhookPlanSchema = z.strictObject({
  /**
   * `after`: `delayMs` (300) after the answer. `late`: the same, by default a minute. `before-answer`: sent, and
   * answered, before the upload is. `never`: none.
   */
  when: z.enum(['after', 'before-answer', 'never', 'late']).default('after'),
  delayMs: delayMs.optional(),
  /** How many times the same webhook is sent. */
  copies: z.int().min(1).max(1000).default(1),
  /** Copies go out at once, not one after the other's answer. */
  concurrently: z.boolean().default(false),
  /**
   * An impostor's webhook: `audioID` names a recording that was never uploaded, `token` carries wrong values in the
   * URL's query and no secret headers; `true` is both.
   */
  forged: z.union([z.boolean(), z.enum(['audioID', 'token'])]).default(false),
  /** Sent in place of the true body; a string goes out raw, whatever it holds. */
  body: z.json().optional(),
  /** How many results the body lists; the first is the true one, the others bear `<audioID>-2`, `<audioID>-3`, … */
  results: z.int().min(1).max(1000).default(1),
  /** Sent although the upload was answered with an error status: a proxy's 504 before a vendor that did its work. */
  despiteError: z.boolean().default(false),
});

export const planSchema = z.strictObject({
  /** Time from the upload's last byte to the answer. */
  latencyMs: delayMs.default(0),
  /**
   * `full`: the transcription. `ack`: success without results. `empty-ack`: no body at all. `refusal`: `success:false`
   * with `errorCode`. `html`, `invalid-json`, `huge` (20 MB of JSON): what broken vendors send. `plain-error`: an
   * error that is nobody's result. By default `refusal` with an `errorCode`, `plain-error` from status 400 on, else `full`.
   */
  answer: z
    .enum(['full', 'ack', 'empty-ack', 'refusal', 'html', 'invalid-json', 'huge', 'plain-error'])
    .optional(),
  /** The vendor's verdict on the audio; with `ack` the webhook brings it. */
  errorCode: z.string().min(1).max(100).optional(),
  status: z.int().min(200).max(599).optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
  /**
   * The connection is reset instead of an answer: `before-body` as soon as the audioID was read (nothing is processed),
   * `after-body` when all was read and processed, `mid-answer` in the middle of the answer's body.
   */
  drop: z.enum(['before-body', 'after-body', 'mid-answer']).optional(),
  /** All of the above holds for the first so many uploads only; later ones get a plain, full answer. */
  times: z.int().min(1).optional(),
  /** One webhook, or several that differ. */
  webhook: z
    .union([webhookPlanSchema, z.array(webhookPlanSchema).max(100)])
    .default(webhookPlanSchema.parse({})),
});

/** A plan as a tester writes it; everything is optional. */
export type Plan = z.input<typeof planSchema>;
/** A plan with its defaults filled in. */
export type FullPlan = z.output<typeof planSchema>;
export type WebhookPlan = z.output<typeof webhookPlanSchema>;

interface Entry {
  readonly plan: FullPlan;
  used: number;
}

/** The plans in force. `times` counts uploads since the plan was put: per audioID, or over all for the default plan. */
export class PlanBook {
  readonly #plans = new Map<string, Entry>();
  #default: Entry = { plan: planSchema.parse({}), used: 0 };

  /** @throws ZodError naming the field */
  put(audioID: string, plan: unknown): FullPlan {
    const full = planSchema.parse(plan);
    this.#plans.set(audioID, { plan: full, used: 0 });
    return full;
  }

  /** @throws ZodError naming the field */
  putDefault(plan: unknown): FullPlan {
    const full = planSchema.parse(plan);
    this.#default = { plan: full, used: 0 };
    return full;
  }

  clear(): void {
    this.#plans.clear();
    this.putDefault({});
  }

  list(): { readonly default: FullPlan; readonly plans: Readonly<Record<string, FullPlan>> } {
    const plans = [...this.#plans].map(([audioID, entry]) => [audioID, entry.plan] as const);
    return { default: this.#default.plan, plans: Object.fromEntries(plans) };
  }

  /** The plan for the next upload of this audioID; each call counts as one. */
  take(audioID: string): FullPlan {
    const entry = this.#plans.get(audioID) ?? this.#default;
    const { times, webhook } = entry.plan;
    if (times === undefined) return entry.plan;
    entry.used += 1;
    return entry.used <= times ? entry.plan : { latencyMs: 0, webhook };
  }
}

/** How long before, or after, the answer a webhook goes out, in milliseconds. */
export function webhookDelayMs(plan: WebhookPlan): number {
  const defaults = { after: 300, late: 60_000, 'before-answer': 0, never: 0 };
  return plan.delayMs ?? defaults[plan.when];
}
