// All functions of the stack: starts a pool for each, finds them by any of their names, and keeps their logs.
import { createWriteStream, mkdirSync, readFileSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { Endpoints } from '../template/identity.ts';
import type { Stack } from '../template/stack.ts';
import {
  configureFunction,
  functionProperties,
  functionTypes,
  layerProperties,
  layerTypes,
  refuseUnknownOverrides,
} from './function-config.ts';
import { FunctionPool, type PoolLimits } from './function-pool.ts';
import { layerDirectory } from './layer.ts';

export interface LogEntry {
  /** RFC 3339 */
  readonly at: string;
  /** A function's short name, or `engine`. */
  readonly source: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

export interface FunctionsOptions {
  readonly stack: Stack;
  readonly endpoints: Endpoints;
  readonly dataDirectory: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly limits: PoolLimits;
  readonly log: (entry: LogEntry) => void;
}

export interface Functions {
  readonly all: readonly FunctionPool[];
  /** @param name logical id, with or without CDK's hash, function name or ARN. @throws Error when unknown. */
  find(name: string): FunctionPool;
  close(): Promise<void>;
}

export function startFunctions(options: FunctionsOptions): Functions {
  const { stack, dataDirectory, limits } = options;
  const temporaryRoot = path.join(dataDirectory, 'tmp');
  const logDirectory = path.join(dataDirectory, 'logs');
  rmSync(temporaryRoot, { recursive: true, force: true });
  mkdirSync(logDirectory, { recursive: true });
  const layers = new Map(
    stack
      .resources(layerTypes, layerProperties)
      .map(({ identity, properties }) => [
        identity.physicalId,
        layerDirectory(stack.assetPath(properties.Content.S3Key), path.join(dataDirectory, 'layers')),
      ]),
  );
  const resources = stack.resources(functionTypes, functionProperties);
  refuseUnknownOverrides(options.overrides, resources);
  const runtimeFile = writeRuntime(dataDirectory);
  const files: WriteStream[] = [];
  const all = resources.map((resource) => {
    const config = configureFunction(resource, { ...options, layers });
    const file = createWriteStream(path.join(logDirectory, `${config.shortName}.log`), { flags: 'a' });
    files.push(file);
    // A full disk costs the log file, not the stack; the lines still go to `log`.
    file.on('error', () => undefined);
    return new FunctionPool({
      ...limits,
      config,
      runtimeFile,
      temporaryRoot,
      onLine(stream, line) {
        const at = new Date().toISOString();
        file.write(`${at} ${line}\n`);
        options.log({ at, source: config.shortName, stream, line });
      },
    });
  });
  return {
    all,
    find(name) {
      const found = all.find(
        ({ config }) =>
          [config.logicalId, config.name, config.arn].includes(name) || config.shortName === name,
      );
      if (found) return found;
      throw new Error(
        `No function "${name}"; there are ${all.map((one) => one.config.shortName).join(', ')}`,
      );
    },
    async close() {
      await Promise.all(all.map((one) => one.close()));
      await Promise.all(files.map((file) => new Promise<void>((resolve) => file.end(resolve))));
    },
  };
}

/** Types are stripped once here instead of at every start of a worker, where it would cost some 40 ms. */
function writeRuntime(dataDirectory: string): string {
  const source = readFileSync(new URL('./worker-runtime.ts', import.meta.url), 'utf8');
  const file = path.join(dataDirectory, 'worker-runtime.mjs');
  writeFileSync(file, transformSync(source, { loader: 'ts', format: 'esm', target: 'node24' }).code);
  return file;
}
