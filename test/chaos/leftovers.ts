// What a run may leave behind and must not: temporary files, processes, and secrets in its logs.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything in the workers' temporary directories. */
export const temporaryFiles = async (dataDirectory: string): Promise<readonly string[]> =>
  readdir(join(dataDirectory, 'tmp')).catch(() => []);

/** Processes whose command line names the directory; `undefined` where the system does not tell. */
export const processesOf = async (dataDirectory: string): Promise<readonly string[] | undefined> => {
  const entries = await readdir('/proc').catch(() => undefined);
  if (!entries) return undefined;
  const found: string[] = [];
  for (const pid of entries.filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(dataDirectory)) found.push(`${pid}: ${command.replaceAll('\0', ' ').slice(0, 200)}`);
  }
  return found;
};

/** A JSON log's name is the capability to read it. */
const capability = /voice_\d{8}_\d{6}_[0-9a-z]{26}/;

/**
 * @param secrets by what they are called in the report
 * @returns file, line and name of each secret found
 */
export const secretsIn = async (
  files: readonly string[],
  secrets: ReadonlyMap<string, string>,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const file of files) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    for (const [index, line] of lines.entries()) {
      const names = [...secrets].filter(([, secret]) => line.includes(secret)).map(([name]) => name);
      if (capability.test(line)) names.push('name of a JSON log');
      found.push(...names.map((name) => `${file}:${index + 1} ${name}`));
    }
  }
  return found;
};

/** Every log file the stack has written. */
export const logFiles = async (dataDirectory: string): Promise<readonly string[]> => {
  const directory = join(dataDirectory, 'logs');
  return (await readdir(directory)).map((name) => join(directory, name));
};
