// A cached key does not know of its latest use: without this each call would write it anew until the key is read again.
import type { Keys } from '../use-cases/authorise-key.ts';

/** Keys are few; this is a bound, not a size. */
const maxKeys = 5000;

/** @param keys what reads, from a cache, and what writes */
export const withLatestUses = (keys: Keys): Keys => {
  const latest = new Map<string, string>();
  return {
    find: async (hash) => {
      const key = await keys.find(hash);
      const lastUsedAt = key && latest.get(key.id);
      return key && lastUsedAt !== undefined ? { ...key, lastUsedAt } : key;
    },
    noteUse: async (key, at) => {
      if (latest.size >= maxKeys) latest.clear();
      latest.set(key.id, at);
      await keys.noteUse(key, at);
    },
  };
};
