// Every minute: whatever is due gets a new hint, webhooks that were left over are settled, and what was kept long enough goes.
import { gunzipSync } from 'node:zlib';
import { isTimeForHint } from '../../../shared/domain/backoff.ts';
import { VersionConflict } from '../../../shared/domain/version-conflict.ts';
import type { WebhookIntent } from '../../../shared/domain/webhook-intent.ts';
import type {
  Answers,
  DueItem,
  DueItems,
  DueKind,
  Hints,
  Log,
  Webhooks,
} from '../../../shared/use-cases/ports.ts';
import { closeWebhook, type SettleDeps, settleWebhook } from '../../../shared/use-cases/settle-webhook.ts';

export interface SweepDeps extends SettleDeps {
  readonly due: DueItems;
  readonly webhooks: Webhooks;
  readonly rawBodies: Pick<Answers, 'get'>;
  readonly hints: Hints;
  /** An ended recording whose retention is to be looked at. */
  readonly expire: (recordingId: string) => Promise<void>;
  readonly log: Log;
  readonly settlePauseSeconds: number;
  /** How long one run goes on. */
  readonly sweepSeconds: number;
}

const maxSettlePauses = 60;

/** While others are due, one deletion comes after so many turns: nobody waits for it, and each takes about fifteen calls. */
const turnsPerExpiry = 20;

const bodyOf = async (deps: SweepDeps, intent: WebhookIntent): Promise<string | undefined> => {
  if (intent.bodyGzip) return gunzipSync(intent.bodyGzip).toString('utf8');
  return intent.bodyKey === undefined ? undefined : deps.rawBodies.get(intent.bodyKey);
};

const settleLeftOver = async (deps: SweepDeps, hash: string): Promise<void> => {
  const intent = await deps.webhooks.get(hash);
  if (intent?.dueAt === undefined) return;
  const tries = intent.tries + 1;
  // Pushed ahead first: one that cannot be settled must not stand in the way of the others each minute.
  const claimed = {
    ...intent,
    ver: intent.ver + 1,
    tries,
    dueAt: deps.clock.now() + Math.min(tries, maxSettlePauses) * deps.settlePauseSeconds * 1000,
  };
  await deps.webhooks.save(claimed);
  if (claimed.results) return closeWebhook(deps, claimed);
  const body = await bodyOf(deps, claimed);
  if (body === undefined) throw new Error(`webhook ${hash} lost its body`);
  await settleWebhook(deps, claimed, body);
};

const attend = async (deps: SweepDeps, kind: DueKind, item: DueItem): Promise<void> => {
  try {
    if (kind === 'webhook') await settleLeftOver(deps, item.id);
    else if (kind === 'expiry') await deps.expire(item.id);
    else await deps.hints[kind](item);
  } catch (error) {
    if (!(error instanceof VersionConflict))
      deps.log.error('due item not attended to', { kind, item, error });
  }
};

/** Whether it is too early to bother the queue again is decided here, so that a look at a long backlog costs next to nothing. */
async function* dueOf(deps: SweepDeps, kind: DueKind, nowMs: number): AsyncGenerator<DueItem, void> {
  for await (const page of deps.due.pages(kind, nowMs)) {
    for (const item of page) {
      const isHinted = kind === 'recording' || kind === 'delivery';
      if (!isHinted || isTimeForHint(item.dueAt, nowMs)) yield item;
    }
  }
}

/**
 * One of each kind in turn, so that a backlog of one keeps no other waiting; and one after the other, so that what kills
 * the function takes nothing with it that was nearly done. An item that fails is logged and does not stop the others, nor
 * does a kind of which nothing can be read: that is thrown in the end, also when the time is up.
 * @param nowMs what is due by then, and which minute it is
 * @returns how many items were attended to
 */
export const sweepDue = async (deps: SweepDeps, nowMs = deps.clock.now()): Promise<number> => {
  const endMs = deps.clock.now() + deps.sweepSeconds * 1000;
  const errors: unknown[] = [];
  let attended = 0;
  let kinds = (['recording', 'delivery', 'webhook', 'expiry'] as const).map((kind) => ({
    kind,
    items: dueOf(deps, kind, nowMs),
  }));
  for (let turn = 1; kinds.length > 0 && deps.clock.now() < endMs; turn += 1) {
    const isExpiryTurn = kinds.length === 1 || turn % turnsPerExpiry === 0;
    for (const one of kinds) {
      if (one.kind === 'expiry' && !isExpiryTurn) continue;
      if (deps.clock.now() >= endMs) break;
      const next = await one.items.next().catch((error: unknown) => {
        errors.push(error);
        return { done: true } as const;
      });
      if (next.done) kinds = kinds.filter((other) => other !== one);
      else {
        await attend(deps, one.kind, next.value);
        attended += 1;
      }
    }
  }
  if (errors.length > 0) throw errors[0];
  return attended;
};
