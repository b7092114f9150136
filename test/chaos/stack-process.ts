// The local stack as a process of its own, `npm start --chaos`, that can be killed and started again on its directory.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export interface StackProcessOptions {
  /** Of `npm start`; nothing else of the harness's own environment but PATH, HOME and TMPDIR. */
  readonly environment: Readonly<Record<string, string>>;
  readonly seed: number;
  /** What it writes to stderr is appended here. */
  readonly errorFile: string;
}

const root = join(import.meta.dirname, '../..');
const startTimeoutMs = 120_000;
/** The contract gives it five seconds. */
const stopTimeoutMs = 15_000;

export class StackProcess {
  readonly #options: StackProcessOptions;
  readonly #errors;
  #child: ChildProcess | undefined;
  #starts = 0;
  #functionKills = 0;
  readonly #crashes: string[] = [];

  constructor(options: StackProcessOptions) {
    this.#options = options;
    this.#errors = createWriteStream(options.errorFile, { flags: 'a' });
  }

  /** Workers that the engine's chaos killed so far. */
  get functionKills(): number {
    return this.#functionKills;
  }

  get starts(): number {
    return this.#starts;
  }

  /** How it ended when nobody asked it to. */
  get crashes(): readonly string[] {
    return this.#crashes;
  }

  /** @throws Error with its last words when it ends, or takes longer than two minutes, before it is ready. */
  async start(chaos: boolean): Promise<void> {
    const { environment, seed } = this.#options;
    this.#starts += 1;
    // Another seed each time: else every start would kill after the same pauses.
    const flags = chaos ? ['--chaos', '--seed', String(seed * 1000 + this.#starts)] : [];
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    const child = spawn(process.execPath, [join(root, 'infra/local/main.ts'), ...flags], {
      cwd: root,
      env: { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const lastWords: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastWords.push(line);
      if (lastWords.length > 20) lastWords.shift();
      if (line.includes('chaos kills a worker')) this.#functionKills += 1;
      this.#errors.write(`${line}\n`);
    });
    const ready = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Voxgate is ready at')) ready.resolve();
    });
    child.once('exit', (code, signal) => {
      const how = `the stack ended with ${code ?? signal}: ${lastWords.join('\n')}`;
      // Whoever ends it forgets it first.
      if (this.#child === child) this.#crashes.push(how);
      ready.reject(new Error(how));
    });
    const timer = setTimeout(() => ready.reject(new Error('the stack does not get ready')), startTimeoutMs);
    await ready.promise.finally(() => clearTimeout(timer));
  }

  /** SIGKILL. Its functions notice and end by themselves. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', stopTimeoutMs);
  }

  /** SIGTERM. @returns what went wrong with it, if anything did */
  async stop(): Promise<string | undefined> {
    const startedAt = Date.now();
    const end = await this.#end('SIGTERM', stopTimeoutMs);
    const seconds = (Date.now() - startedAt) / 1000;
    return end === 0 ? undefined : `ended with ${end} after ${seconds.toFixed(1)} s`;
  }

  /** SIGKILL without waiting: the harness itself has to go. */
  abandon(): void {
    this.#child?.kill('SIGKILL');
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#errors.end(resolve);
    });
  }

  async #end(signal: NodeJS.Signals, timeoutMs: number): Promise<number | string | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | string | null>((resolve) => {
      child.once('exit', (code, how) => resolve(code ?? how));
    });
    child.kill(signal);
    const waiting = new AbortController();
    const late = delay(timeoutMs, undefined, { signal: waiting.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    const how = await ended;
    waiting.abort();
    await late;
    return how;
  }
}
