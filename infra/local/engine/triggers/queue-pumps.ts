// From template to pumps: one for every event source mapping.
import type { Chaos } from '../chaos.ts';
import type { Functions } from '../functions/functions.ts';
import { queueTypes } from '../services/queues-and-objects.ts';
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
  readonly log: (line: string) => void;
}

/** @throws Error when a mapping's source is no queue of the template. */
export function startQueuePumps({ stack, functions, endpoint, chaos, log }: QueuePumpsOptions): NamedPump[] {
  const queues = [...stack.identities.values()].filter(({ type }) => queueTypes.some((one) => one === type));
  const read = stack
    .resources(mappingTypes, mappingProperties)
    .filter(({ properties }) => properties.Enabled)
    .map(({ logicalId, properties: mapping }) => {
      const queue = queues.find(({ attributes }) => attributes.Arn === mapping.EventSourceArn);
      if (queue === undefined) {
        throw new Error(`Resource "${logicalId}": ${mapping.EventSourceArn} is no queue of the template`);
      }
      return { mapping, queueUrl: queue.physicalId, pool: functions.find(mapping.FunctionName) };
    });
  // Started when all are known to be sound: a pump that runs would have to be stopped again.
  return read.map(({ mapping, queueUrl, pool }) => {
    const name = pool.config.shortName;
    const onProblem = (line: string) => log(`pump of ${name}: ${line}`);
    return { name, pump: startQueuePump({ endpoint, queueUrl, mapping, pool, chaos, onProblem }) };
  });
}
