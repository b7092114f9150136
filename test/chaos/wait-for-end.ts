// The second part of a chaos run: nothing new comes in, functions still die, and what was accepted has to end.
import { setTimeout as delay } from 'node:timers/promises';
import type { Submitted } from './callers.ts';
import { progressLine } from './put-load.ts';
import type { Scene } from './scene.ts';

const pollMs = 500;
const progressMs = 5000;

/** Two results that are waited for in vain, one after the other, and what a long run still has to do. */
const limitMs = (recordings: number): number => 240_000 + recordings * 60;

/** @returns what is still open when the time is up */
export const waitForEnd = async (scene: Scene, submitted: Submitted): Promise<readonly string[]> => {
  const { options, observer, world } = scene;
  const deadline = Date.now() + limitMs(options.recordings);
  const accepted = submitted.accepted.length;
  const progress = setInterval(() => options.log(progressLine(scene, accepted)), progressMs);
  try {
    while (Date.now() < deadline) {
      await delay(pollMs);
      if (observer.progress.open > 0) continue;
      // An answer may have ended the last recording, and its webhook still be on its way.
      await Promise.race([world.vendor.idle(), delay(deadline - Date.now(), undefined, { ref: false })]);
      await observer.look();
      if (observer.progress.open === 0) return [];
    }
    return [`not over in time: ${observer.progress.open} open`];
  } finally {
    clearInterval(progress);
  }
};
