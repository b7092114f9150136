// One execution environment: a child process with its own directory that answers one event at a time.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { FunctionConfig } from './function-config.ts';
import type { FromWorker, FunctionError, ToWorker } from './protocol.ts';

export type Outcome =
  | { readonly ok: true; readonly answer: string }
  | { readonly ok: false; readonly error: FunctionError };

export interface WorkerOptions {
  readonly config: FunctionConfig;
  /** The stripped worker-runtime file. */
  readonly runtimeFile: string;
  /** Made at the start, removed with the worker: what TMPDIR says. */
  readonly temporaryDirectory: string;
  /** How long importing the bundle may take; Lambda gives 10 s. */
  readonly initTimeoutSeconds: number;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

export class Worker {
  /** Resolves to nothing when the bundle is loaded, or to the reason why it cannot be. Never rejects. */
  readonly started: Promise<FunctionError | undefined>;
  /** Resolves, when the process is gone and its directory with it, to the manner of its end. Never rejects. */
  readonly ended: Promise<string>;
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  #settle: ((outcome: Outcome) => void) | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = spawnRuntime(options);
    this.ended = endOf(this.#child, options.temporaryDirectory);
    this.ended.then((reason) =>
      this.#settle?.({
        ok: false,
        error: failure('Runtime.ExitError', `Runtime exited with error: ${reason}`),
      }),
    );
    this.started = this.#start();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Never rejects: a crash and a time-out are outcomes. After either of them the worker is of no more use. */
  invoke(requestId: string, event: string): Promise<Outcome> {
    const { config } = this.#options;
    const limitMs = config.timeoutSeconds * 1000;
    return new Promise((resolve) => {
      const limit = setTimeout(() => {
        this.#settle?.({ ok: false, error: timedOut(requestId, config.timeoutSeconds) });
        this.kill();
      }, limitMs);
      this.#settle = (outcome) => {
        clearTimeout(limit);
        this.#settle = undefined;
        resolve(outcome);
      };
      const message: ToWorker = { requestId, event, functionArn: config.arn, deadline: Date.now() + limitMs };
      // A closed channel needs no answer of its own: the end of the process settles the event.
      this.#child.send(message, () => undefined);
    });
  }

  /** SIGKILL to the worker and to all that it has started. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Too early or too late to lead a group.
      this.#child.kill('SIGKILL');
    }
  }

  #start(): Promise<FunctionError | undefined> {
    const seconds = this.#options.initTimeoutSeconds;
    return new Promise((resolve) => {
      const limit = setTimeout(() => {
        resolve(failure('Sandbox.Timedout', `Init timed out after ${seconds} seconds`));
        this.kill();
      }, seconds * 1000);
      const settle = (error?: FunctionError) => {
        clearTimeout(limit);
        resolve(error);
      };
      this.#child.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') settle();
        else if (message.kind === 'initFailed') settle(message.error);
        else if (message.kind === 'done') this.#settle?.({ ok: true, answer: message.answer });
        else this.#settle?.({ ok: false, error: message.error });
      });
      this.ended.then((reason) =>
        settle(failure('Runtime.ExitError', `Runtime exited during init with error: ${reason}`)),
      );
    });
  }
}

function spawnRuntime({ config, runtimeFile, temporaryDirectory, onLine }: WorkerOptions): ChildProcess {
  mkdirSync(temporaryDirectory, { recursive: true, mode: 0o700 });
  const child = fork(runtimeFile, [], {
    cwd: config.directory,
    env: { ...config.environment, TMPDIR: temporaryDirectory },
    execPath: process.execPath,
    execArgv: [`--max-old-space-size=${config.memoryMegabytes}`],
    serialization: 'advanced',
    // Its own process group: what the handler has spawned (sox) dies with it, and Ctrl-C reaches the engine alone.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout) splitLines(child.stdout, (line) => onLine('stdout', line));
  if (child.stderr) splitLines(child.stderr, (line) => onLine('stderr', line));
  return child;
}

function endOf(child: ChildProcess, temporaryDirectory: string): Promise<string> {
  return new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal: ${signal}` : `exit status ${code}`));
  }).then(async (reason) => {
    // What is left, because a dying program still wrote to it, goes at the next start.
    await rm(temporaryDirectory, { recursive: true, force: true }).catch(() => undefined);
    return reason;
  });
}

function failure(errorType: string, errorMessage: string): FunctionError {
  return { errorType, errorMessage };
}

/** Lambda's own words, which people search for. */
function timedOut(requestId: string, seconds: number): FunctionError {
  const at = new Date().toISOString();
  return failure('Sandbox.Timedout', `${at} ${requestId} Task timed out after ${seconds.toFixed(2)} seconds`);
}

function splitLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('close', () => {
    if (rest !== '') onLine(rest);
  });
}
