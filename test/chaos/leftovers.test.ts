// What the chaos run looks for when it is over, it finds where it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logFiles, processesOf, secretsIn, temporaryFiles } from './leftovers.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'voxgate-leftovers-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('leftovers of a run', () => {
  test('secrets and names of JSON logs in any log file, with their lines', async () => {
    await mkdir(join(directory, 'logs'));
    const file = join(directory, 'logs', 'One.log');
    await writeFile(
      file,
      `well\n{"url":"http://pbx/?signature=canary1"}\nvoice_20260331_120000_${'a'.repeat(26)}.json\n`,
    );
    const found = await secretsIn(await logFiles(directory), new Map([['canary', 'canary1']]));
    expect(found).toEqual([`${file}:2 canary`, `${file}:3 name of a JSON log`]);
  });

  test('what lies in the temporary directory, and nothing where there is none', async () => {
    expect(await temporaryFiles(directory)).toEqual([]);
    await mkdir(join(directory, 'tmp', 'Transcode-1'), { recursive: true });
    expect(await temporaryFiles(directory)).toEqual(['Transcode-1']);
  });

  test.runIf(process.platform === 'linux')('a process that was started from the directory', async () => {
    expect(await processesOf(directory)).toEqual([]);
    const file = join(directory, 'worker.mjs');
    await writeFile(file, 'process.send("up"); process.once("disconnect", () => process.exit());');
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    await once(child, 'message');
    expect(await processesOf(directory)).toEqual([expect.stringContaining(`${child.pid}: `)]);
    child.disconnect();
    await ended;
    expect(await processesOf(directory)).toEqual([]);
  });
});
