// Whose turn it is at a queue: a group that floods it keeps no other waiting.
import { expect, test } from 'vitest';
import { FairBacklog } from '../../infra/local/engine/triggers/fair-backlog.ts';

const backlog = (holdMs = 1000) => {
  let now = 0;
  const items = new FairBacklog<string>({ holdMs, now: () => now });
  return {
    items,
    wait: (ms: number) => {
      now += ms;
    },
  };
};

test('one item of a quiet group goes before a hundred that came earlier of one that has some in hand', () => {
  const { items } = backlog();
  for (let index = 0; index < 100; index += 1) items.add(`noisy ${index}`, 'noisy');
  expect(items.take()?.item).toBe('noisy 0');
  items.add('quiet', 'quiet');
  expect(items.take()?.item).toBe('quiet');
  expect(items.take()?.item).toBe('noisy 1');
});

test('groups with as many in hand are served by age', () => {
  const { items } = backlog();
  items.add('a1', 'a');
  items.add('b1', 'b');
  items.add('a2', 'a');
  items.add('b2', 'b');
  expect([1, 2, 3, 4].map(() => items.take()?.item)).toEqual(['a1', 'b1', 'a2', 'b2']);
});

test('what is done is no longer in hand', () => {
  const { items } = backlog();
  for (const item of ['a1', 'a2', 'a3']) items.add(item, 'a');
  items.add('b1', 'b');
  items.take();
  items.take();
  items.done('a');
  items.done('b');
  items.add('b2', 'b');
  expect(items.take()?.item).toBe('a2');
});

test('what was held too long is handed to nobody: the queue brings it again', () => {
  const { items, wait } = backlog(1000);
  items.add('old', 'a');
  wait(999);
  items.add('young', 'a');
  wait(1);
  expect(items.take()?.item).toBe('young');
  expect(items.take()).toBeUndefined();
  expect(items.size).toBe(0);
});
