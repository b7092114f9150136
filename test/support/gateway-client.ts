// How tests speak to the gateway dialect: plain HTTP, as an integrator would.
import { randomUUID } from 'node:crypto';
import type { TestStack } from './local-stack.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; `undefined` when it is no JSON. */
  readonly json: Record<string, unknown> | undefined;
}

export const toAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  let json: Record<string, unknown> | undefined;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
};

export const freshAudioId = (): string => `test-${randomUUID()}`;

export const submitUrl = (stack: TestStack): string => `${stack.baseUrl}/voiceTranscription/api.php`;
export const webhookUrl = (stack: TestStack): string =>
  `${stack.baseUrl}/voiceTranscription/voiceTranscriptionWebhook.php`;

export interface SubmitOptions {
  readonly audioID?: string;
  readonly voicefileURL?: string;
  readonly audioSource?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A good submission of the demo recording, but for what the options change. */
export const submit = async (stack: TestStack, options: SubmitOptions = {}): Promise<Answer> => {
  const audioSource = options.audioSource ?? 'PBXdemo';
  const form = new URLSearchParams({
    audioID: options.audioID ?? freshAudioId(),
    voicefileURL: options.voicefileURL ?? stack.recordings.urlOf('call-4430.gsm'),
    audioSource,
  });
  const key = options.key ?? stack.keys.demoKeys[audioSource] ?? '';
  const response = await fetch(submitUrl(stack), {
    method: 'POST',
    headers: { 'X-API-Key': key, ...options.headers },
    body: form,
  });
  return toAnswer(response);
};

/** An admin or native call with a Bearer key; `body` is sent as JSON. */
export const callApi = async (
  stack: TestStack,
  method: string,
  path: string,
  options: { readonly key?: string; readonly body?: unknown } = {},
): Promise<Answer> => {
  const response = await fetch(`${stack.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${options.key ?? stack.keys.adminKey}`,
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  return toAnswer(response);
};

/** Posts a vendor webhook's body as it is. */
export const postWebhook = async (stack: TestStack, body: unknown): Promise<Answer> => {
  const response = await fetch(webhookUrl(stack), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return toAnswer(response);
};

/** Reads the recording until the condition holds. @throws Error that shows what it was in the end */
export const untilRecording = async (
  stack: TestStack,
  audioID: string,
  condition: (recording: Record<string, unknown>) => boolean,
  options: { readonly audioSource?: string; readonly timeoutMs?: number } = {},
): Promise<Record<string, unknown>> => {
  const key = stack.keys.demoKeys[options.audioSource ?? 'PBXdemo'] ?? '';
  const deadline = Date.now() + (options.timeoutMs ?? 30_000);
  let last: unknown;
  while (Date.now() < deadline) {
    const path = `/v1/recordings?audioID=${encodeURIComponent(audioID)}`;
    const { json } = await callApi(stack, 'GET', path, { key });
    const [recording] = (json?.items ?? []) as Record<string, unknown>[];
    last = recording;
    if (recording && condition(recording)) return recording;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`the recording did not get there: ${JSON.stringify(last)}`);
};
