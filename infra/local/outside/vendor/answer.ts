// The vendor simulator's answer to an upload, and the ways in which it can go wrong.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FullPlan } from './plan.ts';
import { answerBody, type Verdict } from './verdict.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const hugeBytes = 20 * 1024 * 1024;

/** The answer that the plan asks for. */
export function planAnswer(plan: FullPlan, verdict: Verdict): Answer {
  const status = plan.status ?? 200;
  const answer = (body: string, contentType = 'application/json') => ({ status, contentType, body });
  const fallback = status >= 400 && plan.errorCode === undefined ? 'plain-error' : 'full';
  switch (plan.answer ?? fallback) {
    case 'full':
    case 'refusal':
      return answer(JSON.stringify(answerBody(verdict)));
    case 'ack':
      return answer(JSON.stringify({ success: true, message: 'Audio received, processing started' }));
    case 'empty-ack':
      return answer('');
    case 'plain-error':
      return answer(JSON.stringify({ detail: `The vendor answers ${status}` }));
    case 'html':
      return answer(
        '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>',
        'text/html; charset=utf-8',
      );
    case 'invalid-json':
      return answer('{"success":true,"results":[{"audioID":');
    case 'huge':
      return answer(JSON.stringify({ success: true, message: 'x'.repeat(hugeBytes), results: [] }));
  }
}

/** Writes the answer, or half of it if so planned. Resolves when the client has it, or is gone. */
export async function writeAnswer(response: ServerResponse, plan: FullPlan, answer: Answer): Promise<void> {
  if (response.destroyed) return;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    ...(plan.retryAfterSeconds === undefined ? {} : { 'retry-after': String(plan.retryAfterSeconds) }),
  });
  const closed = once(response, 'close');
  if (plan.drop === 'mid-answer') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  } else {
    response.end(body);
  }
  await closed;
}
