// A limit on what one source may ask for: beyond SUBMIT_RATE_PER_MINUTE it is told when to come back, and nobody else is.
import { startBenchStack } from '../../bench/bench-stack.ts';
import { freshId } from '../../bench/load-callers.ts';
import type { Row } from '../../bench/row.ts';
import { type Answer, submit } from '../../support/gateway-client.ts';
import type { TestStack } from '../../support/local-stack.ts';
import type { ProofRun } from '../proof-run.ts';

const perMinute = 20;
const asked = 100;
const minuteMs = 60_000;
/** Longer than it takes to ask, on a busy machine. */
const askingMs = 30_000;

const ask = (stack: TestStack, audioSource: string): Promise<Answer> =>
  submit(stack, { audioID: freshId(), audioSource, headers: { prefer: 'respond-async' } });

/** Minutes are the clock's: all are asked within one. */
const untilEarlyInMinute = async (): Promise<void> => {
  const into = Date.now() % minuteMs;
  if (into > minuteMs - askingMs) await new Promise((resolve) => setTimeout(resolve, minuteMs - into));
};

const isTellingWhen = ({ headers }: Answer): boolean => {
  const seconds = Number(headers.get('retry-after'));
  return seconds >= 1 && seconds <= 60;
};

export const proveRate = async ({ say }: ProofRun): Promise<Row> => {
  say(`  ${asked} submissions where ${perMinute} a minute are allowed`);
  const stack = await startBenchStack({ tuning: { SUBMIT_RATE_PER_MINUTE: String(perMinute) } });
  try {
    stack.vendor.planDefault({ answer: 'full', webhook: { when: 'never' } });
    await untilEarlyInMinute();
    const answers = await Promise.all(Array.from({ length: asked }, () => ask(stack, 'PBXdemo')));
    const other = await ask(stack, 'CCDdemo');
    const accepted = answers.filter(({ status }) => status === 202).length;
    const refused = answers.filter((answer) => answer.status === 429 && isTellingWhen(answer)).length;
    return {
      what: `a source that submits ${asked} at once with SUBMIT_RATE_PER_MINUTE=${perMinute}: accepted; 429 with Retry-After; another source's next one`,
      measured: `${accepted}; ${refused}; ${other.status}`,
      target: {
        text: `≤ ${perMinute}; all others; 202`,
        isMet: accepted > 0 && accepted <= perMinute && refused === asked - accepted && other.status === 202,
      },
    };
  } finally {
    await stack.close();
  }
};
