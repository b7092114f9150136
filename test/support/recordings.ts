// Recordings of a test's own source: brought to where the test needs them, and read back by their submitter.
import type { TestSource } from './accounts.ts';
import { callApi, freshAudioId, submit } from './gateway-client.ts';
import type { TestStack } from './local-stack.ts';

/** The native API's view, as far as tests look at it. */
export interface RecordingView {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly status: string;
  readonly state: string;
  readonly jsonUrl: string | null;
  readonly deliveries: readonly {
    readonly id: string;
    readonly url: string;
    readonly status: string;
    readonly attempts: readonly { readonly statusCode: number | null; readonly error: string | null }[];
    readonly nextAttemptAt: string | null;
  }[];
  readonly timeline: readonly { readonly at: string; readonly event: string; readonly attempt: number }[];
}

/** The source's recording under this audioID, or `undefined`. */
export const readOwn = async (
  stack: TestStack,
  source: TestSource,
  audioID: string,
): Promise<RecordingView | undefined> => {
  const path = `/v1/recordings?audioID=${encodeURIComponent(audioID)}`;
  const { json } = await callApi(stack, 'GET', path, { key: source.key });
  return ((json?.items ?? []) as RecordingView[])[0];
};

/** Reads the recording until the condition holds. @throws Error that shows what it was in the end */
export const untilOwn = async (
  stack: TestStack,
  source: TestSource,
  audioID: string,
  condition: (recording: RecordingView) => boolean,
  timeoutMs = 20_000,
): Promise<RecordingView> => {
  const deadline = Date.now() + timeoutMs;
  let last: RecordingView | undefined;
  while (Date.now() < deadline) {
    last = await readOwn(stack, source, audioID);
    if (last && condition(last)) return last;
  }
  throw new Error(`the recording did not get there: ${JSON.stringify(last)}`);
};

/** A recording that the vendor has acknowledged and not answered: only a webhook ends it. @returns its audioID */
export const awaitingRecording = async (
  stack: TestStack,
  source: TestSource,
  audioID = freshAudioId(),
): Promise<string> => {
  stack.vendor.plan(audioID, { answer: 'ack', webhook: { when: 'never' } });
  const { status, text } = await submit(stack, {
    audioID,
    audioSource: source.name,
    key: source.key,
    headers: { prefer: 'respond-async' },
  });
  if (status !== 202) throw new Error(`not accepted: ${status} ${text}`);
  await untilOwn(stack, source, audioID, ({ state }) => state === 'SUBMITTED');
  return audioID;
};

/** A recording whose transcript was the answer to its upload, without a webhook so far. @returns its audioID */
export const answeredRecording = async (
  stack: TestStack,
  source: TestSource,
  audioID = freshAudioId(),
): Promise<string> => {
  stack.vendor.plan(audioID, { webhook: { when: 'never' } });
  const { status, text } = await submit(stack, { audioID, audioSource: source.name, key: source.key });
  if (status !== 200) throw new Error(`not answered: ${status} ${text}`);
  return audioID;
};
