// The webhooks that were about a recording → still known, so that a repeat of one brings nothing back, and empty of it.
import { forgetRecording, logsOfOthers } from '../domain/forget-recording.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { WebhookIntent } from '../domain/webhook-intent.ts';
import { againOnConflict } from './again-on-conflict.ts';
import type { Noted, Webhooks } from './ports.ts';

export interface ForgetWebhooksDeps {
  readonly webhooks: Pick<Webhooks, 'get' | 'save'>;
}

export interface Forgotten {
  /** How many webhooks said something of it. */
  readonly webhooks: number;
  /** The objects that go: without those that turned out to be another recording's. */
  readonly objectKeys: readonly string[];
}

/** Its function may be at work on it just now, and needs what it names. */
class WebhookUnsettled extends VersionConflict {}

const readSettled = async (deps: ForgetWebhooksDeps, hash: string): Promise<WebhookIntent | undefined> => {
  const intent = await deps.webhooks.get(hash);
  if (intent && !intent.results) throw new WebhookUnsettled(`webhook ${hash}`);
  return intent;
};

/** Another recording of the same webhook may be deleted at the same time. */
const isRace = (error: unknown): boolean =>
  error instanceof VersionConflict && !(error instanceof WebhookUnsettled);

/**
 * Comes before the objects go: from then on nobody is pointed to them. Safe to repeat.
 * @throws VersionConflict when one of the webhooks is not settled yet; then nothing is changed
 */
export const forgetWebhooks = async (
  deps: ForgetWebhooksDeps,
  recordingId: string,
  { objectKeys, webhookHashes }: Noted,
): Promise<Forgotten> => {
  const hashes = [...new Set(webhookHashes)];
  const intents = await Promise.all(hashes.map((hash) => readSettled(deps, hash)));
  const others = new Set(intents.flatMap((intent) => (intent ? logsOfOthers(intent, recordingId) : [])));
  const gone = new Set(objectKeys.filter((key) => !others.has(key)));
  const forgetOne = async (hash: string): Promise<boolean> => {
    const intent = await readSettled(deps, hash);
    const rest = intent && forgetRecording(intent, recordingId, gone);
    if (rest) await deps.webhooks.save(rest);
    return rest !== undefined;
  };
  let webhooks = 0;
  for (const hash of hashes) if (await againOnConflict(() => forgetOne(hash), isRace)) webhooks += 1;
  return { webhooks, objectKeys: [...gone] };
};
