// Callers for the load rows: each submits one short recording after the other, as long as it is told to.
import { randomUUID } from 'node:crypto';
import { submit } from '../support/gateway-client.ts';
import type { TestStack } from '../support/local-stack.ts';

export interface Submitted {
  readonly audioID: string;
  readonly status: number;
  /** `performance.now()` */
  readonly answeredAt: number;
}

/** Twelve seconds in GSM: what is measured is the gateway, not sox. */
const recording = 'call-4430.gsm';

/** @throws Error on any answer but 200 and 202 */
export const submitOnce = async (
  stack: TestStack,
  audioID: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Submitted> => {
  const voicefileURL = stack.recordings.urlOf(recording);
  const { status, text } = await submit(stack, { audioID, voicefileURL, headers });
  if (status !== 200 && status !== 202) throw new Error(`submit answered ${status} ${text}`);
  return { audioID, status, answeredAt: performance.now() };
};

export const freshId = (): string => `bench-${randomUUID()}`;

/** So many callers at once, each with the next of the ids until there are no more. */
export const callAtOnce = async (
  callers: number,
  nextId: () => string | undefined,
  call: (audioID: string) => Promise<Submitted>,
): Promise<readonly Submitted[]> => {
  const all: Submitted[] = [];
  const work = async () => {
    for (let id = nextId(); id !== undefined; id = nextId()) all.push(await call(id));
  };
  await Promise.all(Array.from({ length: callers }, work));
  return all;
};

/** Says every few seconds what the line says then. @returns what stops it */
export const sayProgress = (say: (line: string) => void, line: () => string): (() => void) => {
  const timer = setInterval(() => say(`  ${line()}`), 5000);
  return () => clearInterval(timer);
};
