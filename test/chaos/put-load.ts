// The first part of a chaos run: everything is submitted, while the stack is killed again and again and one server is down.
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { Callers, type Submitted } from './callers.ts';
import { type Scene, troubledSource } from './scene.ts';

export interface Load {
  readonly submitted: Submitted;
  readonly stackKills: number;
}

const pollMs = 100;
const progressMs = 5000;

/** So many may be open at once: more would only wait in memory. */
const backlogLimit = (recordings: number): number => Math.max(150, recordings / 20);

/** Generous: only a run that hangs ever meets it. */
const limitMs = (recordings: number): number => 180_000 + recordings * 600;

const makeCallers = ({ options, baseUrl, demoKeys, world, secrets, observer }: Scene): Callers => {
  const { recordings, callers, seed } = options;
  return new Callers({
    ...{ baseUrl, world, recordings, callers, seed },
    keys: demoKeys,
    random: seededRandomness(seed),
    canary: secrets.canary,
    deadline: Date.now() + limitMs(recordings),
    isOverloaded: (accepted) => accepted - observer.progress.ended > backlogLimit(recordings),
  });
};

/** Kills the stack each time another share of the recordings was accepted. @returns how often */
const restartAgainAndAgain = async (scene: Scene, callers: Callers, over: AbortSignal): Promise<number> => {
  const { options, stack } = scene;
  const { recordings, restarts } = options;
  const random = seededRandomness(options.seed + 3);
  for (let kills = 0; kills < restarts; kills += 1) {
    const threshold = ((kills + 1) * recordings) / (restarts + 1);
    while (callers.accepted < threshold && !over.aborted) await delay(pollMs);
    if (over.aborted) return kills;
    await stack.kill();
    await delay(random.fraction() * 500);
    await stack.start(true);
  }
  return restarts;
};

export const progressLine = ({ options, stack, observer, startedAt }: Scene, accepted: number): string => {
  const { ended, open } = observer.progress;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return [
    `${seconds} s`,
    `accepted ${accepted}/${options.recordings}`,
    `ended ${ended}`,
    `open ${Number.isFinite(open) ? open : 'not known yet'}`,
    `function kills ${stack.functionKills}`,
    `stack starts ${stack.starts}`,
  ].join(', ');
};

export const putLoad = async (scene: Scene): Promise<Load> => {
  const { options, world } = scene;
  const callers = makeCallers(scene);
  const over = new AbortController();
  const troubled = world.receivers[troubledSource];
  troubled.goDown();
  const recovery = setInterval(() => {
    if (callers.accepted >= options.recordings / 2) troubled.comeUp();
  }, pollMs);
  const progress = setInterval(() => options.log(progressLine(scene, callers.accepted)), progressMs);
  try {
    const submitting = callers.run().finally(() => over.abort());
    const restarting = restartAgainAndAgain(scene, callers, over.signal).catch((error: unknown) => {
      callers.stop();
      throw error;
    });
    const [submitted, stackKills] = await Promise.all([submitting, restarting]);
    return { submitted, stackKills };
  } finally {
    clearInterval(recovery);
    clearInterval(progress);
    troubled.comeUp();
  }
};
