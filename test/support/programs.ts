// Runs other people's programs as they would: each in a process of its own, in a directory of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, promisify } from 'node:util';
import { expect } from 'vitest';
import type { SampleProgram } from './seed-samples.ts';

const run = promisify(execFile);
const timeoutMs = 60_000;

type Language = SampleProgram['language'];

const succeeds = (command: string, parameters: readonly string[]): Promise<boolean> =>
  run(command, parameters, { timeout: timeoutMs }).then(
    () => true,
    () => false,
  );

const firstThat = async (commands: readonly string[], parameters: readonly string[]) => {
  for (const command of commands) if (await succeeds(command, parameters)) return command;
  return undefined;
};

/** What runs a language on this machine; languages that nothing runs are left out, and said so on stderr. */
export const findInterpreters = async (): Promise<ReadonlyMap<Language, string>> => {
  const found: readonly [Language, string | undefined][] = [
    ['curl', await firstThat(['curl'], ['--version'])],
    ['PHP', await firstThat(['php'], ['-r', 'exit(function_exists("curl_init") ? 0 : 1);'])],
    // More than one Python may be there; the sample needs the package requests.
    ['Python', await firstThat(['python3', '/usr/bin/python3'], ['-c', 'import requests'])],
    ['JavaScript', process.execPath],
    ['Node.js', process.execPath],
  ];
  for (const [language, command] of found) {
    if (command === undefined) process.stderr.write(`\nSKIPPED: nothing here runs the ${language} sample\n`);
  }
  return new Map(found.flatMap(([language, command]) => (command ? [[language, command] as const] : [])));
};

const fileNames: Readonly<Record<Language, string>> = {
  curl: 'sample.sh',
  PHP: 'sample.php',
  Python: 'sample.py',
  JavaScript: 'sample.mjs',
  'Node.js': 'sample.cjs',
};

export interface ProgramRun {
  readonly language: Language;
  /** What findInterpreters found for the language. */
  readonly interpreter: string;
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @returns what it printed. @throws Error when it ends with another code than 0 */
export const runProgram = async ({ language, interpreter, text, env }: ProgramRun): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'voxgate-program-'));
  try {
    const file = join(directory, fileNames[language]);
    await writeFile(file, text);
    const command = language === 'curl' ? 'sh' : interpreter;
    const options = { cwd: directory, timeout: timeoutMs, env: { PATH: process.env.PATH, ...env } };
    return (await run(command, [file], options)).stdout;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

/** How the samples' last line shows a parsed body, or at least each of its values. */
export const expectPrinted = (
  language: Language,
  printed: string,
  body: Readonly<Record<string, unknown>>,
) => {
  if (language === 'curl') return expect(JSON.parse(printed)).toEqual(body);
  if (language === 'JavaScript' || language === 'Node.js') return expect(printed).toBe(`${format(body)}\n`);
  for (const [name, value] of leaves(body)) {
    expect(printed).toContain(
      language === 'PHP' ? `[${name}] => ${phpOf(value)}` : `'${name}': ${pythonOf(value)}`,
    );
  }
};

const leaves = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null ? leaves(inner) : [[name, inner] as const],
  );

/** As print_r shows it. */
const phpOf = (value: unknown): string => (value === true ? '1' : String(value ?? ''));

const pythonOf = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (typeof value !== 'string') return String(value);
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  // Python prefers single quotes, as long as none is inside.
  return value.includes("'") && !value.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
};
