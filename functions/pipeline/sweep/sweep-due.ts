// Every minute: whatever is due gets a new hint, and webhooks that were written down but not settled are settled.
import { gunzipSync } from 'node:zlib';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import type { Answers, Hints, Log, Webhooks } from '../../../shared/use-cases/ports.ts';
import { type SettleDeps, settleWebhook } from '../../../shared/use-cases/settle-webhook.ts';

export type DueItem =
  | { readonly kind: 'recording'; readonly id: string; readonly source: string }
  | { readonly kind: 'delivery'; readonly id: string; readonly source: string }
  | { readonly kind: 'webhook'; readonly hash: string };

export interface SweepDeps extends SettleDeps {
  /** Whatever is due, oldest first. */
  readonly due: { list(nowMs: number, limit: number): Promise<readonly DueItem[]> };
  readonly webhooks: Webhooks;
  readonly rawBodies: Pick<Answers, 'get'>;
  readonly hints: Hints;
  readonly log: Log;
  /** The most items one run looks at. */
  readonly limit: number;
}

const minuteMs = 60_000;

const bodyOf = async (deps: SweepDeps, intent: WebhookIntent): Promise<string | undefined> => {
  if (intent.bodyGzip) return gunzipSync(intent.bodyGzip).toString('utf8');
  return intent.bodyKey === undefined ? undefined : deps.rawBodies.get(intent.bodyKey);
};

const settleLeftOver = async (deps: SweepDeps, hash: string): Promise<void> => {
  const intent = await deps.webhooks.get(hash);
  if (!intent || intent.results) return;
  const tries = intent.tries + 1;
  // Pushed ahead first: one that cannot be settled must not stand in the way of the others each minute.
  const claimed = {
    ...intent,
    ver: intent.ver + 1,
    tries,
    dueAt: deps.clock.now() + Math.min(tries, 60) * minuteMs,
  };
  await deps.webhooks.save(claimed);
  const body = await bodyOf(deps, claimed);
  if (body === undefined) throw new Error(`webhook ${hash} lost its body`);
  await settleWebhook(deps, claimed, body);
};

const attend = async (deps: SweepDeps, item: DueItem): Promise<void> => {
  switch (item.kind) {
    case 'recording':
      return deps.hints.recording(item);
    case 'delivery':
      return deps.hints.delivery(item);
    case 'webhook':
      return settleLeftOver(deps, item.hash);
  }
};

/** @returns how many items were due; one that fails is logged and does not stop the others */
export const sweepDue = async (deps: SweepDeps): Promise<number> => {
  const due = await deps.due.list(deps.clock.now(), deps.limit);
  for (const item of due) {
    try {
      await attend(deps, item);
    } catch (error) {
      if (!(error instanceof VersionConflict)) deps.log.error('due item not attended to', { item, error });
    }
  }
  return due.length;
};
