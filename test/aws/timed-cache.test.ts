// What is remembered, and for how long: a revoked key must not work for a minute more.
import { expect, test } from 'vitest';
import { timedCache } from '../../shared/aws/timed-cache.ts';
import { settingDefaults } from '../../shared/domain/settings.ts';

const clocked = (ttlMs: number, stored: Map<string, string>) => {
  const clock = { nowMs: 1_000_000, loads: 0 };
  const find = timedCache(
    ttlMs,
    async (name: string) => {
      clock.loads += 1;
      return stored.get(name);
    },
    () => clock.nowMs,
  );
  return { clock, find };
};

test('a revoked key is refused within sixty seconds, by the default setting', async () => {
  const stored = new Map([['key', 'active']]);
  const ttlMs = settingDefaults.ACCOUNT_CACHE_SECONDS * 1000;
  const { clock, find } = clocked(ttlMs, stored);
  expect(await find('key')).toBe('active');
  stored.delete('key');
  clock.nowMs += 60_000;
  expect(await find('key')).toBeUndefined();
  expect(ttlMs).toBeLessThanOrEqual(60_000);
});

test('a value is believed for its time and no longer, however often it is asked for', async () => {
  const stored = new Map([['a', '1']]);
  const { clock, find } = clocked(1000, stored);
  await find('a');
  stored.set('a', '2');
  for (const step of [400, 400, 199]) {
    clock.nowMs += step;
    expect(await find('a')).toBe('1');
  }
  clock.nowMs += 1;
  expect(await find('a')).toBe('2');
  expect(clock.loads).toBe(2);
});

test('what is not there is asked for each time, so that a new key works at once', async () => {
  const stored = new Map<string, string>();
  const { clock, find } = clocked(1000, stored);
  expect(await find('a')).toBeUndefined();
  stored.set('a', '1');
  expect(await find('a')).toBe('1');
  expect(clock.loads).toBe(2);
});

test('with no time to live nothing is remembered', async () => {
  const { clock, find } = clocked(0, new Map([['a', '1']]));
  await find('a');
  await find('a');
  expect(clock.loads).toBe(2);
});

test('a load that fails is nobody else’s failure', async () => {
  let isBroken = true;
  const find = timedCache(1000, async () => {
    if (isBroken) throw new Error('throttled');
    return 'there';
  });
  await expect(find('a')).rejects.toThrow('throttled');
  isBroken = false;
  expect(await find('a')).toBe('there');
});
