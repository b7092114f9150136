// What one recording costs in operations: counted, listed, compared with the target, and kept for the cost model.
import { type CountedPath, writeOperations } from './cost/facts.ts';
import { recordingMinutes, startCountedStack } from './count-operations.ts';
import { titleOf } from './operation-counter.ts';
import type { Row, Say } from './row.ts';

const target = 10;

const listed = ({ operations }: CountedPath): string => {
  const byFunction = Map.groupBy(operations, (one) => one.function);
  return [...byFunction].map(([name, list]) => `${name} ${list.length}`).join(', ');
};

const row = (name: string, counted: CountedPath): Row => {
  const count = counted.operations.length;
  return {
    what: `SDK operations of one recording, ${name}`,
    measured: `${count} (${listed(counted)})`,
    target: { text: `≤ ${target}`, isMet: count <= target },
  };
};

export const benchOperations = async (say: Say): Promise<readonly Row[]> => {
  say(`operations of one recording of ${recordingMinutes} minutes`);
  const stack = await startCountedStack();
  try {
    const answered = await stack.count('answered');
    const calledBack = await stack.count('called back');
    const sweep = await stack.countSweep();
    const date = new Date().toISOString().slice(0, 10);
    const paths = { answered, 'called back': calledBack };
    writeOperations({ date, recordingMinutes, paths, sweep });
    for (const one of [...answered.operations, ...calledBack.operations]) say(`  ${titleOf(one)}`);
    return [row('answered at once', answered), row('called back and forwarded', calledBack)];
  } finally {
    await stack.close();
  }
};
