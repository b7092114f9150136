// Rising rates, until the submissions' p95 is twice what it is when there is time between them.
import { setTimeout as delay } from 'node:timers/promises';
import { callAtOnce, freshId, submitOnce } from '../bench/load-callers.ts';
import { quantile } from '../bench/measure.ts';
import type { Row, Say } from '../bench/row.ts';
import type { LoadStack } from './load-stack.ts';
import { sendAtRate } from './send-at-rate.ts';

export interface FoundRate {
  readonly perSecond: number;
  readonly rows: readonly Row[];
}

const calmPerSecond = 1;
const calmSeconds = 20;
const stepSeconds = 10;
const factor = 1.4;
const mostPerSecond = 200;
const high = 0.95;
const pollMs = 50;

/** The steps are to be alike: each starts with nothing left to do. */
export const untilEnded = async (
  { ends }: LoadStack,
  ids: readonly string[],
  limitMs: number,
): Promise<boolean> => {
  const deadline = performance.now() + limitMs;
  while (!ids.every((id) => ends.at.has(id))) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
};

const warmUp = async (load: LoadStack, callers: number): Promise<void> => {
  let left = callers;
  const sent = await callAtOnce(
    callers,
    () => (left-- > 0 ? freshId() : undefined),
    (id) => submitOnce(load.stack, id, { prefer: 'respond-async' }),
  );
  await untilEnded(
    load,
    sent.map(({ audioID }) => audioID),
    120_000,
  );
};

interface Step {
  readonly perSecond: number;
  readonly p95Ms: number;
  readonly errors: number;
}

const measure = async (
  load: LoadStack,
  rate: { readonly perSecond: number; readonly seconds: number; readonly callers: number },
): Promise<Step> => {
  const { waitsMs, accepted, errors } = await sendAtRate(load.stack, rate);
  await untilEnded(load, accepted, 300_000);
  return { perSecond: rate.perSecond, p95Ms: quantile(waitsMs, high), errors: errors.length };
};

/** Where the line between two measured rates meets twice the calm p95. */
const between = (under: Step, over: Step, limitMs: number): number => {
  const share = (limitMs - under.p95Ms) / (over.p95Ms - under.p95Ms);
  return under.perSecond + Math.max(0, Math.min(1, share)) * (over.perSecond - under.perSecond);
};

export const findRate = async (load: LoadStack, callers: number, say: Say): Promise<FoundRate> => {
  say('starting the functions');
  await warmUp(load, callers);
  const calm = await measure(load, { perSecond: calmPerSecond, seconds: calmSeconds, callers });
  const limitMs = 2 * calm.p95Ms;
  say(`unloaded: p95 ${calm.p95Ms.toFixed(0)} ms`);
  const steps = [calm];
  let errors = calm.errors;
  for (let perSecond = 4; perSecond <= mostPerSecond; perSecond *= factor) {
    const step = await measure(load, { perSecond, seconds: stepSeconds, callers });
    say(`${perSecond.toFixed(1)} a second: p95 ${step.p95Ms.toFixed(0)} ms, ${step.errors} errors`);
    steps.push(step);
    errors += step.errors;
    if (step.p95Ms > limitMs || step.errors > 0) break;
  }
  const [under = calm, over = calm] = steps.slice(-2);
  const perSecond = over.p95Ms > limitMs ? between(under, over, limitMs) : over.perSecond;
  const measured = steps.map((step) => `${step.perSecond.toFixed(0)}/s ${step.p95Ms.toFixed(0)} ms`);
  return {
    perSecond,
    rows: [
      {
        what: 'submissions a second (respond-async, instant vendor) at which p95 is twice the unloaded one',
        measured: `${perSecond.toFixed(1)} (${measured.join(', ')})`,
        target: { text: '0 errors on the way', isMet: errors === 0 },
      },
    ],
  };
};
