// The stack under load, one after the other on the same stack: throughput, the wait for an answer, a backlog.

import { benchBacklog } from './backlog.ts';
import { startBenchStack } from './bench-stack.ts';
import { benchReadyToAnswer } from './ready-to-answer.ts';
import type { Row, Say } from './row.ts';
import { benchThroughput } from './throughput.ts';

export const benchLoad = async (backlog: number, say: Say): Promise<readonly Row[]> => {
  const stack = await startBenchStack({ engine: { scheduleOverrideSeconds: 60 } });
  try {
    stack.vendor.planDefault({ answer: 'full', webhook: { when: 'never' } });
    return [
      ...(await benchReadyToAnswer(stack, say)),
      ...(await benchThroughput(stack, say)),
      ...(await benchBacklog(stack, backlog, say)),
    ];
  } finally {
    await stack.close();
  }
};
