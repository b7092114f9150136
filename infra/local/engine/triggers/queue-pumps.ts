// From template to pumps: one for every event source mapping.
import type { Chaos } from '../chaos.ts';
import type { Functions } from '../functions/functions.ts';
import { queueProperties, queueTypes } from '../services/queues-and-objects.ts';
import type { Stack } from '../template/stack.ts';
import { mappingProperties, mappingTypes, type QueuePump, startQueuePump } from './queue-pump.ts';

export interface NamedPump {
  /** The short name of the function it feeds. */
  readonly name: string;
  readonly pump: QueuePump;
}

export interface QueuePumpsOptions {
  readonly stack: Stack;
  readonly functions: Functions;
  /** Of SQS. */
  readonly endpoint: string;
  readonly chaos: Chaos | undefined;
  /** As SQS serves message groups. @default true */
  readonly isFair?: boolean | undefined;
  /** Per function. */
  readonly maxWorkers: number;
  readonly log: (line: string) => void;
}

/** SQS's own. */
const defaultVisibilitySeconds = 30;

/** @throws Error when a mapping's source is no queue of the template. */
export function startQueuePumps(options: QueuePumpsOptions): NamedPump[] {
  const { stack, functions, endpoint, chaos, isFair, maxWorkers, log } = options;
  const queues = stack.resources(queueTypes, queueProperties);
  const read = stack
    .resources(mappingTypes, mappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ logicalId, properties: mapping }) => {
      const queue = queues.find(({ identity }) => identity.attributes.Arn === mapping.EventSourceArn);
      if (queue === undefined) {
        throw new Error(`Resource "${logicalId}": ${mapping.EventSourceArn} is no queue of the template`);
      }
      const { identity, properties } = queue;
      const visibilitySeconds = properties.VisibilityTimeout ?? defaultVisibilitySeconds;
      const pool = functions.find(mapping.FunctionName);
      return { mapping, queueUrl: identity.physicalId, visibilitySeconds, pool };
    });
  // Started when all are known to be sound: a pump that runs would have to be stopped again.
  return read.map(({ mapping, queueUrl, visibilitySeconds, pool }) => {
    const name = pool.config.shortName;
    const onProblem = (line: string) => log(`pump of ${name}: ${line}`);
    return {
      name,
      pump: startQueuePump({
        ...{ endpoint, queueUrl, visibilitySeconds, mapping, pool },
        ...{ chaos, isFair, maxWorkers, onProblem },
      }),
    };
  });
}
