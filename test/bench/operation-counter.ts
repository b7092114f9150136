// Every operation that a function asks of AWS, as the cost model wants it: named, and with what DynamoDB bills for it.
import { callName } from './call-name.ts';
import { CapacityMeter } from './capacity.ts';
import type { Operation } from './cost/facts.ts';
import type { Call } from './service-door.ts';

/** Reads of the same item by the same function, while it waits for somebody else. */
const waitingReads = new Set(['SubmitRecording GetItem recording', 'ReceiveWebhook GetItem delivery']);

export const titleOf = (one: Operation): string => `${one.function} ${one.name}`;

/** Who waits reads again and again, which counts once here. The last one stays: it brings what was waited for. */
export const withoutRepeatedReads = (operations: readonly Operation[]): readonly Operation[] => {
  const titles = operations.map(titleOf);
  return operations.filter((_, at) => {
    const title = titles[at] ?? '';
    return !waitingReads.has(title) || titles.lastIndexOf(title) === at;
  });
};

/** The template's id of a function is its contract's name and this. */
export const contractName = (shortName: string): string => shortName.replace(/Function$/, '');

export class OperationCounter {
  readonly #meter = new CapacityMeter();
  #operations: Operation[] = [];

  see(call: Call): void {
    // The meter must know of every item, whoever writes it.
    const units = this.#meter.unitsOf(call);
    if (call.caller === 'local') return;
    const objectBytes = call.service === 's3' ? call.bytes : 0;
    this.#operations.push({
      function: contractName(call.caller),
      name: callName(call),
      ...units,
      objectBytes,
    });
  }

  /** What came since the last time, in the order it was answered. */
  take(): readonly Operation[] {
    const taken = this.#operations;
    this.#operations = [];
    return taken;
  }
}
