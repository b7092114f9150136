// An operator tries a source's target → a delivery about no recording, posted once by the function that posts them all, and what came of it.
import type * as z from 'zod/mini';
import { isAnyPaused } from '../../../shared/domain/brake.ts';
import {
  type Delivery,
  deliveryForm,
  testAudioId,
  testJsonLogName,
} from '../../../shared/domain/delivery.ts';
import { jsonLogUrl } from '../../../shared/domain/json-log-name.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import {
  type AwaitFirstAttemptDeps,
  awaitFirstAttempt,
} from '../../../shared/use-cases/await-first-attempt.ts';
import type { Deliveries, Hints, Sources } from '../../../shared/use-cases/ports.ts';
import type { forwardTestView } from './contract.ts';

export interface TestForwardDeps extends AwaitFirstAttemptDeps {
  readonly deliveries: Pick<Deliveries, 'create' | 'get'>;
  /** As they stand: a target that was written a moment ago is the one to try. */
  readonly sources: Sources;
  readonly hints: Pick<Hints, 'delivery'>;
  readonly random: Randomness;
  readonly publicBaseUrl: string;
}

export interface TestForwardInput {
  readonly account: string;
  readonly name: string;
  /** How long this call may take. */
  readonly waitMs: number;
}

type ForwardTest = z.output<typeof forwardTestView>;

/** An attempt may take 20 s, and is made within seconds. */
const maxWaitMs = 25_000;
/** What the answer itself takes. */
const reserveMs = 2000;
const keptSeconds = 86_400;

const hidden = '…';

/** @throws VoxgateError IDEMPOTENCY_CONFLICT when nothing can be posted, with what to do */
const targetOf = ({ name, brake, forwardUrl }: Source): string => {
  if (forwardUrl === undefined) {
    const message = `The source ${name} has no forwardUrl: write it with one, and then test it`;
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', message);
  }
  if (isAnyPaused(brake)) {
    const message = `The source ${name} is paused, and nothing is posted for it: resume it, and then test it`;
    throw new VoxgateError('IDEMPOTENCY_CONFLICT', message);
  }
  return forwardUrl;
};

const newTest = (deps: TestForwardDeps, { account, name }: Source, url: string): Delivery => {
  const nowMs = deps.clock.now();
  return {
    id: `dlv_test_${deps.random.token(24)}`,
    recordingId: '',
    ...{ account, source: name, url },
    audioId: testAudioId,
    jsonUrl: jsonLogUrl(deps.publicBaseUrl, testJsonLogName),
    status: 'pending',
    ver: 1,
    dueAt: nowMs,
    createdAt: new Date(nowMs).toISOString(),
    attempts: [],
    attemptCount: 0,
    isTest: true,
    expiresAtSeconds: Math.floor(nowMs / 1000) + keptSeconds,
  };
};

/** The source's own headers may carry passwords, and a signature says nothing to people. */
const shownHeaders = ({ forwardHeaders, signingSecrets }: Source, { id }: Delivery) => ({
  ...Object.fromEntries(Object.keys(forwardHeaders).map((header) => [header, hidden])),
  'content-type': 'application/x-www-form-urlencoded',
  'webhook-id': id,
  ...(signingSecrets.length > 0 && { 'webhook-timestamp': hidden, 'webhook-signature': hidden }),
});

/** It is tried although it may be switched off: that is how one knows that it is back. */
export const testForward = async (deps: TestForwardDeps, input: TestForwardInput): Promise<ForwardTest> => {
  const source = await deps.sources.get(input.account, input.name);
  if (!source) throw new VoxgateError('NOT_FOUND', 'No such source');
  const test = newTest(deps, source, targetOf(source));
  await deps.deliveries.create(test);
  await deps.hints.delivery(test);
  const waitMs = Math.max(0, Math.min(maxWaitMs, input.waitMs - reserveMs));
  const tried = await awaitFirstAttempt(deps, test.id, waitMs);
  const attempt = tried?.attempts[0];
  return {
    url: test.url,
    isAccepted: tried?.status === 'delivered',
    request: { headers: shownHeaders(source, test), body: deliveryForm(test) },
    statusCode: attempt?.statusCode ?? null,
    durationMs: attempt?.durationMs ?? null,
    error: attempt
      ? (attempt.error ?? null)
      : `Not posted, or not answered, within ${Math.round(waitMs / 1000)} seconds`,
    response: attempt?.responseText ?? null,
  };
};
