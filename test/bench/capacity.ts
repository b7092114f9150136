// What DynamoDB bills for a call, by its rules: remembers what was written, for the size of what is read or replaced.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import { listIndexes } from '../../shared/aws/list-index.ts';
import { type Attributes, type AttributeValue, keyOf } from './call-name.ts';
import type { Call } from './service-door.ts';

export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

interface Stored {
  readonly bytes: number;
  /** Its place in each index, empty where it is in none. */
  readonly places: readonly string[];
}

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/^-|\.|^0+/g, '').length / 2) + 1;
  if (value.B !== undefined) return Buffer.from(value.B, 'base64').length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + valueBytes(one), 0);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const itemBytes = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const writeKb = 1024;
const readKb = 4096;
const unitsOf = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));

const indexKeys = [
  ['dueShard', 'dueAt'],
  ...Object.values(listIndexes).map(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
];

const placesOf = (item: Attributes): readonly string[] =>
  indexKeys.map((names) =>
    names.every((name) => item[name]) ? names.map((name) => item[name]?.S ?? item[name]?.N).join(' ') : '',
  );

/** An entry that moves is taken out and put in. What is projected is small: a unit each. */
const indexUnits = (before: readonly string[], after: readonly string[]): number =>
  after.reduce((units, place, index) => {
    const former = before[index] ?? '';
    return units + (former === place ? 0 : Number(former !== '') + Number(place !== ''));
  }, 0);

export class CapacityMeter {
  readonly #items = new Map<string, Stored>();

  unitsOf(call: Call): Units {
    if (call.service !== 'dynamodb') return { readUnits: 0, writeUnits: 0 };
    const { operation, input = {} } = call;
    if (operation === 'PutItem') return { readUnits: 0, writeUnits: this.#put(call) };
    if (operation === 'UpdateItem' || operation === 'DeleteItem') return { readUnits: 0, writeUnits: 1 };
    const bytes = operation === 'GetItem' ? this.#find(keyOf(call))?.bytes : this.#partitionBytes(call);
    return {
      readUnits: unitsOf(bytes ?? 0, readKb) * (input.ConsistentRead === true ? 1 : 0.5),
      writeUnits: 0,
    };
  }

  #put(call: Call): number {
    const item = keyOf(call);
    const before = this.#find(item);
    const bytes = itemBytes(item);
    const places = placesOf(item);
    // A refused write is billed too, but changes nothing.
    if (call.status === 200) this.#items.set(`${item.pk?.S} ${item.sk?.S}`, { bytes, places });
    const table = unitsOf(Math.max(bytes, before?.bytes ?? 0), writeKb);
    return table + (call.status === 200 ? indexUnits(before?.places ?? [], places) : 0);
  }

  #find(key: Attributes): Stored | undefined {
    return this.#items.get(`${key.pk?.S} ${key.sk?.S}`);
  }

  #partitionBytes({ input }: Call): number {
    const values = (input?.ExpressionAttributeValues ?? {}) as Attributes;
    const partition = `${values[':pk']?.S} `;
    return [...this.#items].reduce(
      (sum, [key, { bytes }]) => sum + (key.startsWith(partition) ? bytes : 0),
      0,
    );
  }
}
