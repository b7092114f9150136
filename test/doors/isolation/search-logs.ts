// Every line that the stack wrote, in memory and on disk: no secret and no word of a caller is in any.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anyCanary } from './canary.ts';
import type { World } from './world.ts';

/** What of it the line holds, or `undefined`. */
export const leakIn = (line: string, secrets: Iterable<string>): string | undefined => {
  const canary = anyCanary(line);
  if (canary !== undefined) return canary;
  for (const secret of secrets) if (line.includes(secret)) return secret;
  return undefined;
};

/** Keys, signing secrets, phone numbers, the session's token, and all that was sent where it did not belong. */
export const secretsOf = (world: World): readonly string[] => {
  const { keys } = world.stack;
  const own = world.tenants.flatMap(({ submitKey, readKey, signingSecret, phone }) => [
    ...[submitKey, readKey, signingSecret, phone],
    signingSecret.slice('whsec_'.length),
  ]);
  return [...own, ...world.secrets, keys.adminKey, ...Object.values(keys.demoKeys)];
};

const linesOnDisk = async (directory: string): Promise<readonly string[]> => {
  const files = await readdir(directory);
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return texts.flatMap((text) => text.split('\n'));
};

/** @returns how many lines were searched */
export const searchLogs = async (world: World): Promise<number> => {
  const { stack, evidence } = world;
  const secrets = secretsOf(world);
  const inMemory = stack.logLines.map(({ source, line }) => `${source} ${line}`);
  const lines = [...inMemory, ...(await linesOnDisk(join(stack.dataDirectory, 'logs')))];
  for (const line of lines) {
    const leak = leakIn(line, secrets);
    if (leak !== undefined) evidence.breach('log', `${leak} in ${line}`);
  }
  return lines.length;
};
