// Inside the child process: loads the bundle as Lambda's Node runtime does and answers one event at a time.
// It stands alone (types only are imported), because the engine strips its types once and runs the result.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromWorker, FunctionError, ToWorker } from './protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const environment = process.env as Record<string, string>;
const taskRoot = environment.LAMBDA_TASK_ROOT ?? '';

// The engine was killed: a worker without it has nobody to answer, nor have the programs it started.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
treatBundleAsOnLambda();

try {
  const handler = await loadHandler(environment._HANDLER ?? '');
  process.on('message', (message: ToWorker) => {
    answer(handler, message);
  });
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'initFailed', error: describe(error, 'Runtime.ImportModuleError') }, () => process.exit(1));
}

/** On Lambda no package.json lies above the bundle; here the project's own would turn `index.js` into a module. */
function treatBundleAsOnLambda(): void {
  if (existsSync(path.join(taskRoot, 'package.json'))) return;
  const root = `${pathToFileURL(taskRoot).href}/`;
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(root) || !url.endsWith('.js')) return nextLoad(url, context);
      return { format: 'commonjs', source: readFileSync(new URL(url), 'utf8'), shortCircuit: true };
    },
  });
}

async function loadHandler(wanted: string): Promise<Handler> {
  const dot = wanted.lastIndexOf('.');
  const base = path.join(taskRoot, wanted.slice(0, dot));
  const file = ['.js', '.cjs', '.mjs'].map((extension) => base + extension).find((one) => existsSync(one));
  if (file === undefined) throw new Error(`Cannot find the module of handler '${wanted}' in ${taskRoot}`);
  const loaded: unknown = file.endsWith('.mjs')
    ? await import(pathToFileURL(file).href)
    : createRequire(file)(file);
  const handler = (loaded as Record<string, unknown>)[wanted.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${wanted} is undefined or not exported`);
  return handler as Handler;
}

async function answer(handler: Handler, message: ToWorker): Promise<void> {
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    send({ kind: 'done', answer: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    send({ kind: 'failed', error: describe(error, 'Error') });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, functionArn, deadline }: ToWorker): Record<string, unknown> {
  const functionName = environment.AWS_LAMBDA_FUNCTION_NAME;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown, fallbackType: string): FunctionError {
  if (!(error instanceof Error)) return { errorType: fallbackType, errorMessage: String(error) };
  return {
    errorType: error.name === 'Error' ? fallbackType : error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

function send(message: FromWorker, sent?: () => void): void {
  process.send?.(message, undefined, undefined, sent);
}
