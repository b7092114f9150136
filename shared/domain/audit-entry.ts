// What an operator changed: written before the change is made, and ended with what came of it.
import * as z from 'zod/mini';

export const auditEntrySchema = z.object({
  id: z.string(),
  account: z.string(),
  at: z.string(),
  actor: z.object({ keyId: z.string(), label: z.string(), via: z.enum(['key', 'session']) }),
  /** `key.create`, `source.pause`: as the route's contract calls it. */
  action: z.string(),
  /** The key's id, the source's name, the recording's id; empty where the change is about no single thing. */
  target: z.string(),
  /** The fields that were sent. Of texts only those are kept that are no secret and no link. */
  fields: z.record(z.string(), z.string()),
  requestId: z.string(),
  /** `begun`: it was cut off, and what came of it is not known. `done`, or the error's code. */
  outcome: z.string(),
  expiresAtSeconds: z.number(),
});
export type AuditEntry = z.output<typeof auditEntrySchema>;

/** 400 days: a year, and time to look at it. */
export const auditKeptSeconds = 400 * 86_400;

const maxFields = 30;
const hidden = '…';

/** Whose texts say what was done, and to whom it was done. */
const shownTexts = new Set([
  ...['audioSource', 'scopes', 'label', 'expiresAt', 'vendorSource', 'forward', 'language'],
  ...['status', 'from', 'to'],
]);

const shown = (name: string, value: unknown): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  const isText =
    typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  return isText && shownTexts.has(name) ? String(value).slice(0, 200).toWellFormed() : hidden;
};

/** Numbers, yes and no are shown as they were sent, of texts the harmless ones; of the rest, that it was sent. */
export const auditFields = (body: unknown): Record<string, string> => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return {};
  // A table takes no empty name, and none that every object has: `constructor`, `__proto__`.
  const entries = Object.entries(body)
    .filter(([name]) => name !== '' && !(name in {}))
    .slice(0, maxFields);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.slice(0, 60).toWellFormed(), shown(name, value)]),
  );
};
