// What this machine still does for a test that believes it is over: processes, and open files of this one.
import { readdir, readFile, readlink } from 'node:fs/promises';

const nothing = () => '';

/** Ids of the processes that were started from this folder, or work in it. */
export async function processesIn(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(
    pids.map(async (pid) => [
      await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(nothing),
      await readlink(`/proc/${pid}/cwd`).catch(nothing),
    ]),
  );
  return pids.filter((_, index) => places[index]?.some((place) => place.startsWith(directory))).map(Number);
}

/** Paths below the folder that this process holds open. */
export async function openFilesIn(directory: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(nothing)));
  return targets.filter((target) => target.startsWith(directory));
}
