// What the cost model is computed from is what a recording does now.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOperations } from './cost/facts.ts';
import { purposes } from './cost/purposes.ts';
import { type CountedStack, startCountedStack } from './count-operations.ts';
import { titleOf } from './operation-counter.ts';

/** Five minutes of audio on a busy machine. */
const patient = { timeout: 300_000 };

let stack: CountedStack;
beforeAll(async () => {
  stack = await startCountedStack();
}, patient.timeout);
afterAll(() => stack.close());

const { paths, sweep } = readOperations();
const names = ['answered', 'called back'] as const;

test.for(names)(
  'a recording that is %s takes the operations that operations.json lists',
  patient,
  async (name) => {
    const { operations } = await stack.count(name);
    // Two functions work at the same time: whose write comes first is no promise.
    expect(operations.map(titleOf).sort()).toEqual(paths[name].operations.map(titleOf).sort());
  },
);

test('a sweep that finds nothing asks for no more kinds of things than operations.json lists', async () => {
  const { operations } = await stack.countSweep();
  // Every fifth minute it also looks over what waits, so how often it asks depends on the clock.
  expect(new Set(operations.map(titleOf))).toEqual(new Set(sweep.operations.map(titleOf)));
});

test.for(names)('every operation of a recording that is %s has a reason', (name) => {
  expect(paths[name].operations.map(titleOf).filter((title) => !(title in purposes))).toEqual([]);
});

test('no reason is left over from an operation that is gone', () => {
  const used = new Set(names.flatMap((name) => paths[name].operations.map(titleOf)));
  expect(Object.keys(purposes).filter((title) => !used.has(title))).toEqual([]);
});
