// The built panel for whoever ships it: built once for the same sources, without npm and without a network.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** The panel reads the API's schemas: those rooms are its sources too. */
const sources = ['console', 'functions', 'shared', 'package-lock.json'];

const filesBelow = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesBelow(join(path, name)))
    : [path];

const hashSources = (): string => {
  const hash = createHash('sha256').update(process.version);
  for (const file of sources.flatMap((source) => filesBelow(join(root, source)))) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
};

const keptMs = 24 * 3_600_000;

/** What earlier sources gave is of no use any more; a build that another process has just made may be. */
const removeOldBuilds = (current: string): void => {
  const place = dirname(current);
  for (const name of readdirSync(place).filter((one) => one.startsWith('console-'))) {
    const path = join(place, name);
    if (path !== current && Date.now() - statSync(path).mtimeMs > keptMs)
      rmSync(path, { recursive: true, force: true });
  }
};

/**
 * CDK bundles synchronously and Vite does not: so it runs in a process of its own.
 * @returns the directory that holds index.html, assets.json and assets/
 * @throws Error with what the build wrote when it failed
 */
export const builtConsole = (): string => {
  const directory = join(root, '.build', `console-${hashSources()}`);
  if (existsSync(join(directory, 'assets.json'))) return directory;
  const script = join(import.meta.dirname, 'build.ts');
  // Whoever asks for it, a test runner too: it is what production gets.
  const env = { ...process.env, NODE_ENV: 'production' };
  const built = spawnSync(process.execPath, [script, directory], { cwd: root, encoding: 'utf8', env });
  if (built.status !== 0) throw new Error(`The admin panel was not built:\n${built.stdout}${built.stderr}`);
  removeOldBuilds(directory);
  return directory;
};
