// AWS's own DynamoDB Local, where the machine has it: what it refuses, DynamoDB refuses too.
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { runningDynamodb } from '../../infra/local/engine/services/dynamodb.ts';
import { findFreePort } from '../chaos/free-port.ts';

export interface DynamodbLocal {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** The folder that holds DynamoDBLocal.jar; nothing is fetched. */
export const dynamodbLocalDirectory = process.env.DYNAMODB_LOCAL_DIR || undefined;

const startMs = 60_000;

/** In memory. @throws Error with what Java said when it does not start */
export const startDynamodbLocal = async (directory: string): Promise<DynamodbLocal> => {
  const port = await findFreePort();
  const java = spawn(
    'java',
    // Telemetry would call AWS.
    ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb'].concat(
      '-disableTelemetry',
      '-port',
      String(port),
    ),
    { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said: string[] = [];
  java.stdout.on('data', (chunk) => said.push(String(chunk)));
  java.stderr.on('data', (chunk) => said.push(String(chunk)));
  const ended = new Promise<string>((resolve) => {
    java.once('error', (error) => resolve(error.message));
    java.once('exit', (code) => resolve(`exit ${code}`));
  });
  const { endpoint, ping } = runningDynamodb(`http://127.0.0.1:${port}`);
  const deadline = AbortSignal.timeout(startMs);
  const answers = async (): Promise<undefined> => {
    while (!deadline.aborted) {
      if (
        await ping(deadline).then(
          () => true,
          () => false,
        )
      )
        return undefined;
      await delay(50);
    }
    throw new Error(`DynamoDB Local did not answer within ${startMs} ms: ${said.join('')}`);
  };
  const end = await Promise.race([answers(), ended]);
  if (end !== undefined) throw new Error(`DynamoDB Local did not start, ${end}: ${said.join('')}`);
  return {
    endpoint,
    async close() {
      java.kill();
      await ended;
    },
  };
};
