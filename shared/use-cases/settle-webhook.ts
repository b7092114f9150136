// A written-down webhook → JSON logs in S3, results on their recordings, deliveries in the ledger. Safe to repeat at any point.
import { acceptResult, isAcceptedAlready } from '../domain/accept-result.ts';
import { jsonLogKey } from '../domain/json-log-name.ts';
import { matchResult } from '../domain/match-result.ts';
import type { Recording } from '../domain/recording.ts';
import { IllegalTransition } from '../domain/transitions.ts';
import { readVendorBody, type VendorResult } from '../domain/vendor-body.ts';
import { VersionConflict } from '../domain/version-conflict.ts';
import type { SettledResult, WebhookIntent } from '../domain/webhook-intent.ts';
import { isOfEarlierAttempt } from '../domain/webhook-timing.ts';
import { againOnConflict } from './again-on-conflict.ts';
import { type AnnounceDeps, announceDeliveries } from './announce-deliveries.ts';
import { type NoteBelongingsDeps, noteBelongings, notedBeside, removeOwnerless } from './note-belongings.ts';
import type { JsonLogs, Recordings, Webhooks } from './ports.ts';

export interface SettleDeps extends AnnounceDeps, NoteBelongingsDeps {
  readonly recordings: Recordings;
  readonly webhooks: Pick<Webhooks, 'get' | 'save'>;
  readonly jsonLogs: Pick<JsonLogs, 'put'>;
}

/** A settled webhook is remembered this long, so that a repeat of it is known: 90 days, longer than any vendor repeats. */
const repeatsKnownSeconds = 90 * 86_400;

const deliveryOf = (recording: Recording, jsonLogName: string) =>
  recording.deliveries.find((delivery) => delivery.jsonLogName === jsonLogName)?.id;

/** With the recordings that could be meant, where it is not known which one is. */
interface Settled extends SettledResult {
  readonly candidates?: readonly Recording[];
}

const settled = (
  result: VendorResult,
  verdict: SettledResult['verdict'],
  jsonLogName: string,
  recording?: Recording,
): SettledResult => {
  const deliveryId = recording && verdict === 'applied' ? deliveryOf(recording, jsonLogName) : undefined;
  return {
    audioId: result.audioId,
    verdict,
    jsonLogName,
    ...(recording && { recordingId: recording.id, source: recording.source }),
    ...(deliveryId && { deliveryId }),
  };
};

const possible = async (deps: SettleDeps, intent: WebhookIntent, result: VendorResult) => {
  if (intent.recordingId === undefined) return deps.recordings.listByAudioId(result.audioId);
  const recording = await deps.recordings.get(intent.recordingId);
  return recording?.audioId === result.audioId ? [recording] : [];
};

const settleOnce = async (
  deps: SettleDeps,
  intent: WebhookIntent,
  result: VendorResult,
  jsonLogName: string,
): Promise<Settled> => {
  const known = await possible(deps, intent, result);
  const earlier = known.find((recording) => isAcceptedAlready(recording, jsonLogName));
  if (earlier) return settled(result, 'applied', jsonLogName, await announceDeliveries(deps, earlier));
  const match = matchResult(result, known);
  if (match.kind === 'unknown') return settled(result, 'unknown', jsonLogName);
  if (match.kind !== 'one') {
    const verdict = match.kind === 'several' ? 'conflict' : 'evidence';
    const [first, ...others] = match.recordings;
    return verdict === 'evidence' && others.length === 0
      ? settled(result, verdict, jsonLogName, first)
      : { ...settled(result, verdict, jsonLogName), candidates: match.recordings };
  }
  const { recording } = match;
  if (isOfEarlierAttempt(intent, recording)) return settled(result, 'evidence', jsonLogName, recording);
  const source = await deps.sources.get(recording.account, recording.source);
  const nowMs = deps.clock.now();
  const arrival = { result, via: 'webhook', jsonLogName, webhookHash: intent.hash, nowMs } as const;
  const accepted = acceptResult(recording, source, arrival);
  if (!accepted) return settled(result, 'evidence', jsonLogName, recording);
  await deps.recordings.save(accepted);
  return settled(result, 'applied', jsonLogName, await announceDeliveries(deps, accepted));
};

const isRace = (error: unknown): boolean =>
  error instanceof VersionConflict || error instanceof IllegalTransition;

/**
 * The end of a settled webhook that something was noted of: a recording that was deleted meanwhile takes it along now. Not
 * earlier, for while it is not settled its body may be needed again.
 * @param noted the recordings it was noted beside, where that is known
 */
export const closeWebhook = async (
  deps: SettleDeps,
  intent: WebhookIntent,
  noted?: ReadonlySet<string>,
): Promise<void> => {
  await removeOwnerless(deps, noted ?? (await notedBeside(deps, intent)));
  const { dueAt: _, ...closed } = intent;
  // Losing this race means that it says less now than it did: it stays due, and is closed the next time.
  await deps.webhooks.save({ ...closed, ver: intent.ver + 1 }).catch((error: unknown) => {
    if (!(error instanceof VersionConflict)) throw error;
  });
};

/**
 * @returns `false` when somebody else settled the same body with the same outcome. Where a recording was deleted after that, the
 * logs that went with it were written once more here.
 */
const finish = async (deps: SettleDeps, finished: WebhookIntent): Promise<boolean> => {
  try {
    await deps.webhooks.save(finished);
    return true;
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
  }
  const current = await deps.webhooks.get(finished.hash);
  const kept = current && [current.jsonLogName, ...current.resultLogNames];
  const names = [finished.jsonLogName, ...finished.resultLogNames];
  await deps.resultObjects.remove(names.filter((name) => kept?.includes(name) === false).map(jsonLogKey));
  return false;
};

/**
 * @param body the webhook's body, as it came
 * @returns the intent, finished: with what became of each result
 */
export const settleWebhook = async (
  deps: SettleDeps,
  intent: WebhookIntent,
  body: string,
): Promise<WebhookIntent> => {
  await deps.jsonLogs.put(intent.jsonLogName, body);
  const results: SettledResult[] = [];
  const noted = new Set<string>();
  const found = readVendorBody(body)?.results ?? [];
  for (const [index, result] of found.entries()) {
    // One result: its log is the body. Several: each has a log of its own, so that no source reads another's.
    const name = found.length === 1 ? intent.jsonLogName : intent.resultLogNames[index];
    if (name === undefined) throw new Error('the intent names too few logs');
    if (name !== intent.jsonLogName) await deps.jsonLogs.put(name, result.bodyText);
    const { candidates = [], ...outcome } = await againOnConflict(
      () => settleOnce(deps, intent, result, name),
      isRace,
    );
    for (const id of await noteBelongings(deps, intent, outcome, candidates)) noted.add(id);
    results.push(outcome);
  }
  if (found.length === 0 && intent.recordingId !== undefined) {
    // Nothing in it says whose it is, but its callback URL does.
    const nameless = { audioId: '', verdict: 'unknown', jsonLogName: intent.jsonLogName } as const;
    for (const id of await noteBelongings(deps, intent, nameless, [])) noted.add(id);
  }
  const { dueAt, bodyGzip: _, ...rest } = intent;
  const expiresAtSeconds = Math.floor(deps.clock.now() / 1000) + repeatsKnownSeconds;
  const finished: WebhookIntent = { ...rest, ver: intent.ver + 1, results, expiresAtSeconds };
  const toBeClosed = { ...finished, ...(dueAt !== undefined && { dueAt }) };
  const isOurs = await finish(deps, noted.size === 0 ? finished : toBeClosed);
  if (isOurs && noted.size > 0) await closeWebhook(deps, toBeClosed, noted);
  else await removeOwnerless(deps, noted);
  return finished;
};
