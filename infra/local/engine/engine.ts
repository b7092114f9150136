// The one-machine engine: takes a synthesised cloud assembly and runs the very template that deploys.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChaosOptions, createChaos } from './chaos.ts';
import { lockDataDirectory } from './data-directory.ts';
import type { PoolLimits, WorkerState } from './functions/function-pool.ts';
import { type Functions, type LogEntry, startFunctions } from './functions/functions.ts';
import type { Outcome } from './functions/worker.ts';
import { checkHealth, type Health } from './health.ts';
import { startHttpServer } from './http/http-server.ts';
import { readHttpApi } from './http/template-routes.ts';
import { startServices } from './services/services.ts';
import { readAssembly } from './template/assembly.ts';
import type { Endpoints, Identity } from './template/identity.ts';
import { openStack } from './template/stack.ts';
import { startQueuePumps } from './triggers/queue-pumps.ts';
import { readSchedules } from './triggers/schedule.ts';

export interface EngineLimits extends PoolLimits {
  readonly integrationTimeoutSeconds: number;
  /** How long a stop waits for what is being handled. */
  readonly stopGraceSeconds: number;
}

/** The defaults are AWS's where AWS has one. */
export const engineLimits: EngineLimits = {
  maxWorkers: 20,
  maxWaiting: 1000,
  idleSeconds: 120,
  initTimeoutSeconds: 10,
  integrationTimeoutSeconds: 30,
  stopGraceSeconds: 1.5,
};

export interface EngineOptions {
  /** A `cdk.out` */
  readonly assemblyDirectory: string;
  /** @default the only stack of the assembly */
  readonly stackName?: string | undefined;
  /** 0 takes any free port. */
  readonly port: number;
  /** Tables, objects, secrets, logs; a later start on it goes on where this one was. */
  readonly dataDirectory: string;
  /** Replaces values of the functions' environment; a key that no function has is an error. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly log: (entry: LogEntry) => void;
  readonly limits?: Partial<EngineLimits> | undefined;
  /** The body of a 413 for requests between a function's 6 MB of event and the API's 10 MB. @default AWS's own */
  readonly oversizedBody?: ((requestId: string) => unknown) | undefined;
  /** A DynamoDB that runs already holds the tables. @default the embedded one */
  readonly dynamodbEndpoint?: string | undefined;
  /** Replaces the rate of every schedule, for tests. */
  readonly scheduleOverrideSeconds?: number | undefined;
  /** @default off */
  readonly chaos?: ChaosOptions | undefined;
  /** Queues serve message groups fairly, as SQS does. @default true; else first come, first served */
  readonly isFair?: boolean | undefined;
  /** Called before the front door opens and the schedules fire for the first time: the place to put demo data. */
  readonly onReady?: ((engine: Engine) => Promise<void> | void) | undefined;
}

export interface Engine {
  readonly baseUrl: string;
  readonly endpoints: Endpoints;
  /** By logical id. */
  readonly resources: ReadonlyMap<string, Identity>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** @param name logical id with or without CDK's hash, function name or ARN */
  invoke(name: string, event: unknown): Promise<Outcome>;
  workers(): WorkerState[];
  /** SIGKILL to one worker of the function, a busy one if there is one. `false` when none runs. */
  killWorker(name: string): boolean;
  putSecret(logicalId: string, value: string): void;
  health(): Promise<Health>;
  /** Stops within 5 s; nothing of it is left running. */
  close(): Promise<void>;
}

/** @throws Error naming resource and property when the template holds what the engine does not know. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const engine = await assemble(options, (step) => undo.unshift(step));
    await options.onReady?.(engine);
    engine.open();
    return engine;
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

async function assemble(
  options: EngineOptions,
  onFailure: (step: () => Promise<void>) => void,
): Promise<Engine & { open(): void }> {
  const limits: EngineLimits = { ...engineLimits, ...options.limits };
  const assembly = readAssembly(options.assemblyDirectory, options.stackName);
  const dataDirectory = path.resolve(options.dataDirectory);
  const log = (line: string) =>
    options.log({ at: new Date().toISOString(), source: 'engine', stream: 'stderr', line });

  // The front door comes first: what the template refers to as the API's address holds its port.
  const http = await startHttpServer(options.port);
  onFailure(http.close);
  const unlock = await lockDataDirectory(dataDirectory);
  onFailure(unlock);
  const services = await startServices(dataDirectory, options.dynamodbEndpoint);
  onFailure(services.close);
  const { endpoints } = services;
  const stack = openStack(assembly, { stackName: assembly.stackName, endpoints, apiBaseUrl: http.baseUrl });
  await services.create(stack);

  const overrides = options.environment ?? {};
  const functions = startFunctions({ stack, endpoints, dataDirectory, overrides, limits, log: options.log });
  onFailure(functions.close);
  const schedules = readSchedules(stack, functions, options.scheduleOverrideSeconds);
  const api = readHttpApi(stack, functions);
  const chaos = options.chaos && createChaos(options.chaos, (name) => log(`chaos kills a worker of ${name}`));
  const pumps = startQueuePumps({
    ...{ stack, functions, chaos, log },
    endpoint: endpoints.sqs,
    isFair: options.isFair,
    maxWorkers: limits.maxWorkers,
  });
  chaos?.start(functions.all);
  const health = () => checkHealth(services, pumps);
  const { integrationTimeoutSeconds } = limits;

  const stop = async () => {
    schedules.stop();
    chaos?.stop();
    for (const { pump } of pumps) pump.stop();
    http.stopListening();
    await untilIdle(functions, limits.stopGraceSeconds);
    await functions.close();
    await Promise.all([http.close(), services.close()]);
    await unlock();
  };
  let stopped: Promise<void> | undefined;
  const close = () => {
    stopped ??= stop();
    return stopped;
  };
  onFailure(close);
  return {
    baseUrl: http.baseUrl,
    endpoints,
    resources: stack.identities,
    outputs: stack.outputs,
    invoke: (name, event) => functions.find(name).invoke(event),
    workers: () => functions.all.flatMap((pool) => pool.workers()),
    killWorker: (name) => functions.find(name).killWorker(),
    putSecret: (logicalId, value) => services.putSecret(stack, logicalId, value),
    health,
    close,
    open() {
      http.serve({ ...api, health, integrationTimeoutSeconds, oversizedBody: options.oversizedBody });
      schedules.start();
    },
  };
}

/** Lets what is being handled come to its end, but not for long: what is cut off is taken up at the next start. */
async function untilIdle(functions: Functions, graceSeconds: number): Promise<void> {
  const deadline = Date.now() + graceSeconds * 1000;
  while (functions.all.some((pool) => pool.isBusy()) && Date.now() < deadline) await delay(20);
}
