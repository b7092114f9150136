// What tests of the submit door share: requests in any shape, and what must hold of every answer that says no.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TestSource } from './accounts.ts';
import { type Answer, freshAudioId, submitUrl, toAnswer } from './gateway-client.ts';
import type { TestStack } from './local-stack.ts';

export type Headers = Readonly<Record<string, string>>;
export type Body = NonNullable<RequestInit['body']>;

/** A request to submit, as raw as it gets. `null` is no body. */
export const postRaw = async (
  stack: TestStack,
  body: Body | null,
  headers: Headers = {},
  { method = 'POST', query = '' } = {},
): Promise<Answer> => toAnswer(await fetch(submitUrl(stack) + query, { method, headers, body }));

/** The fields of a good submission of the demo recording. */
export const goodFields = (stack: TestStack, source: TestSource, audioID = freshAudioId()) => ({
  audioID,
  voicefileURL: stack.recordings.urlOf('call-4430.gsm'),
  audioSource: source.name,
});

/** Submits the fields as a form with the source's own key. */
export const submitForm = (
  stack: TestStack,
  source: TestSource,
  fields: Readonly<Record<string, string>>,
  headers: Headers = {},
): Promise<Answer> => postRaw(stack, new URLSearchParams(fields), { 'x-api-key': source.key, ...headers });

/** Submits the fields as JSON with the source's own key. */
export const submitJson = (
  stack: TestStack,
  source: TestSource,
  fields: unknown,
  headers: Headers = {},
): Promise<Answer> => {
  const body = typeof fields === 'string' ? fields : JSON.stringify(fields);
  return postRaw(stack, body, { 'content-type': 'application/json', 'x-api-key': source.key, ...headers });
};

export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** What the message must say. @default anything but nothing */
  readonly message?: string | RegExp;
  /** Keys of the body beside the four of the contract. */
  readonly extraKeys?: readonly string[];
}

/** The contract's error: status, exactly its keys, one request id in body and header, readable from any origin. */
export const expectRefusal = (answer: Answer, { status, code, message = /./, extraKeys = [] }: Refusal) => {
  expect(answer.json, answer.text).toMatchObject({
    success: false,
    message: expect.stringMatching(message),
    error_code: code,
    request_id: expect.stringMatching(/^[\w-]{8,}$/),
  });
  expect(answer.status, answer.text).toBe(status);
  expect(Object.keys(answer.json ?? {})).toEqual([
    'success',
    'message',
    'error_code',
    'request_id',
    ...extraKeys,
  ]);
  expect(answer.headers.get('x-request-id')).toBe(answer.json?.request_id);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
};

const success = 'Successfully processed 1 audio(s)';

/** Exactly what the documentation shows of a success, for this audioID. */
export const expectTranscript = (answer: Answer, audioID: string, transcription: RegExp = /./) => {
  expect(answer.json, answer.text).toEqual({
    success: true,
    message: success,
    results: [{ audioID, transcription: expect.stringMatching(transcription), language: 'en' }],
  });
  expect(answer.status).toBe(200);
};

/** Exactly the contract's 202. @returns its status URL */
export const expectAccepted = (answer: Answer, stack: TestStack, audioID: string): string => {
  expect(answer.json, answer.text).toEqual({
    success: true,
    message: 'Accepted, still processing',
    audioID,
    status: 'processing',
    status_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\/recordings\/rec_[a-z2-7]{32}$/),
  });
  expect(answer.status).toBe(202);
  const statusUrl = String(answer.json?.status_url);
  expect(new URL(statusUrl).origin).toBe(stack.baseUrl);
  return statusUrl;
};

/** Reads a status URL with the source's key until the recording has ended. @throws Error that shows how it stood */
export const untilEnded = async (
  statusUrl: string,
  source: TestSource,
  timeoutMs = 30_000,
): Promise<Record<string, unknown>> => {
  const deadline = Date.now() + timeoutMs;
  let last: Answer | undefined;
  while (Date.now() < deadline) {
    last = await toAnswer(await fetch(statusUrl, { headers: { 'x-api-key': source.key } }));
    expect(last.status, last.text).toBe(200);
    if (last.json && last.json.status !== 'processing') return last.json;
  }
  throw new Error(`the recording did not end: ${last?.text}`);
};

/** The lines that submit wrote about this request, once there is one. */
export const logLinesOf = async (stack: TestStack, answer: Answer): Promise<readonly string[]> => {
  const requestId = String(answer.headers.get('x-request-id'));
  const lines = () => stack.logLines.filter(({ line }) => line.includes(requestId)).map(({ line }) => line);
  await expect.poll(() => lines().length, { interval: 10, timeout: 5000 }).toBeGreaterThan(0);
  return lines();
};

/** What lies in the temp directories of all workers, whatever function they run. */
export const temporaryFiles = async (stack: TestStack): Promise<readonly string[]> => {
  const root = join(stack.dataDirectory, 'tmp');
  const paths = await readdir(root, { recursive: true });
  // The first level is the workers' own directories.
  return paths.filter((path) => path.includes('/'));
};

export const expectNoTemporaryFiles = (stack: TestStack): Promise<void> =>
  expect.poll(() => temporaryFiles(stack), { interval: 50, timeout: 10_000 }).toEqual([]);
