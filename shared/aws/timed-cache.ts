// Remembers what was found for a while. What was not found is asked for each time: a new key works at once.

/** The most entries kept: keys and sources are few, and a flood of wrong keys leaves nothing here. */
const maxEntries = 5000;

export const timedCache = <Value>(
  ttlMs: number,
  load: (key: string) => Promise<Value | undefined>,
  now: () => number = Date.now,
): ((key: string) => Promise<Value | undefined>) => {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  return async (key) => {
    const hit = entries.get(key);
    if (hit && hit.until > now()) return hit.value;
    const value = await load(key);
    entries.delete(key);
    if (value !== undefined && ttlMs > 0) {
      if (entries.size >= maxEntries) entries.clear();
      entries.set(key, { value, until: now() + ttlMs });
    }
    return value;
  };
};
