// The verdict: what must hold of every run, whatever died in it.
import { isTerminal } from '../../shared/domain/recording.ts';
import { attemptKey, type World } from './world.ts';

const moreThanOne = (
  sets: ReadonlyMap<string, ReadonlySet<string>>,
  sentence: (key: string) => string,
): string[] => [...sets].filter(([, set]) => set.size > 1).map(([key]) => sentence(key));

/** Accepted implies ended, once, with its own result; what it owes is delivered or given up in sight. */
const judgeRecordings = (world: World): string[] => {
  const violations: string[] = [];
  for (const id of world.accepted)
    if (!world.recordings.has(id)) violations.push(`${id} was accepted and is gone`);
  for (const recording of world.recordings.values()) {
    const { id, state, outcome, source, voicefileUrl } = recording;
    if (!isTerminal(state)) violations.push(`${id} ended in ${state}`);
    if (recording.deliveries.some(({ isAnnounced }) => !isAnnounced))
      violations.push(`${id} still owes a delivery`);
    if (outcome?.transcription && outcome.transcription !== `heard ${voicefileUrl}`) {
      violations.push(`${id} has the result of another recording`);
    }
    if (recording.failure?.code === 'NO_RESULT' && world.heard.has(attemptKey(recording))) {
      violations.push(`${id} of ${source} lost a webhook that had been written down`);
    }
  }
  return violations;
};

export const judge = (world: World): readonly string[] => [
  ...world.violations,
  ...judgeRecordings(world),
  ...moreThanOne(world.results, (key) => `${key} had more than one result`),
  ...moreThanOne(world.resultOf, (name) => `${name} was the result of more than one attempt`),
  ...moreThanOne(world.posted, (id) => `delivery ${id} had more than one body`),
  ...moreThanOne(world.postedAs, (body) => `${body} was delivered under more than one id`),
  ...moreThanOne(world.logsOf, (body) => `a body was saved more than once: ${body.slice(0, 80)}`),
  ...[...world.deliveries.values()]
    .filter(({ status }) => status === 'pending')
    .map(({ id }) => `${id} is still pending`),
];
