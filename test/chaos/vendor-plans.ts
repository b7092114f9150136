// How the vendor treats each recording: nine of ten well, in its several ways, and one of ten badly.
import type { Plan } from '../../infra/local/outside/vendor/plan.ts';
import type { Randomness } from '../../shared/domain/randomness.ts';

const webhookSoon = { when: 'after', delayMs: 200 } as const;
const webhookLate = { when: 'late', delayMs: 5000, copies: 2 } as const;

const honest: readonly Plan[] = [
  { answer: 'full', latencyMs: 50, webhook: webhookSoon },
  { answer: 'full', latencyMs: 300, webhook: { when: 'never' } },
  { answer: 'ack', webhook: webhookSoon },
  { answer: 'ack', latencyMs: 100, webhook: { ...webhookSoon, copies: 2, concurrently: true } },
  { answer: 'empty-ack', webhook: { when: 'before-answer' } },
  { answer: 'full', webhook: { when: 'before-answer' } },
];

const faulty: readonly Plan[] = [
  { status: 429, retryAfterSeconds: 1, times: 1, webhook: webhookSoon },
  { status: 503, times: 2, webhook: webhookSoon },
  { drop: 'before-body', times: 1, webhook: webhookSoon },
  { drop: 'after-body', times: 1, webhook: webhookLate },
  { drop: 'mid-answer', answer: 'full', times: 1, webhook: webhookLate },
  { drop: 'after-body', answer: 'ack', webhook: { when: 'before-answer', copies: 3, concurrently: true } },
  { status: 504, times: 1, webhook: { ...webhookSoon, despiteError: true } },
  { answer: 'html', webhook: webhookSoon },
  { answer: 'invalid-json', webhook: webhookLate },
  { answer: 'ack', latencyMs: 1500, webhook: { ...webhookLate, copies: 4 } },
];

const faultRate = 0.1;

export const drawVendorPlan = (random: Randomness): Plan => {
  const plans = random.fraction() < faultRate ? faulty : honest;
  return plans[Math.floor(random.fraction() * plans.length)] ?? {};
};
