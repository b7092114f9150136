// Sources and keys of a test's own, made through the admin API: what one test does to them no other test sees.
import { randomUUID } from 'node:crypto';
import { type Answer, callApi } from './gateway-client.ts';
import type { TestStack } from './local-stack.ts';

export interface TestSource {
  readonly name: string;
  /** Submits and reads for this source. */
  readonly key: string;
}

export const freshSourceName = (): string => `test-${randomUUID()}`;

export const putSource = (
  stack: TestStack,
  name: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Answer> =>
  callApi(stack, 'PUT', `/v1/admin/sources/${name}`, { body: { vendorSource: 'pbx', ...settings } });

/** @throws Error with the answer when the key was not made */
export const makeKey = async (
  stack: TestStack,
  settings: Readonly<Record<string, unknown>>,
): Promise<{ readonly id: string; readonly key: string }> => {
  const { status, text, json } = await callApi(stack, 'POST', '/v1/admin/keys', { body: settings });
  if (status !== 201) throw new Error(`no key was made: ${status} ${text}`);
  return { id: String(json?.id), key: String(json?.key) };
};

/** @throws Error with the answer when the source was not made */
export const freshSource = async (
  stack: TestStack,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<TestSource> => {
  const name = freshSourceName();
  const { status, text } = await putSource(stack, name, settings);
  if (status !== 201) throw new Error(`no source was made: ${status} ${text}`);
  const { key } = await makeKey(stack, { audioSource: name });
  return { name, key };
};
