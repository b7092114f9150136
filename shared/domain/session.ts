// An operator's session in the panel: a cookie's token, kept as its hash, that ends by itself when nobody uses it.
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { hashKey } from './api-key.ts';
import type { Randomness } from './randomness.ts';
import { base32 } from './recording-id.ts';

export const sessionSchema = z.object({
  /** SHA-256 of the token, hex. */
  hash: z.string(),
  account: z.string(),
  /** Of the admin key it was opened with: revoking that key ends the session too. */
  keyHash: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  seenAt: z.number(),
  /** When the table forgets it, in epoch seconds. */
  expiresAtSeconds: z.number(),
});
export type Session = z.output<typeof sessionSchema>;

export interface SessionLimits {
  /** Unused this long, it has ended. */
  readonly idleSeconds: number;
  /** However much it is used, it ends after this. */
  readonly maxSeconds: number;
}

/** 40 characters of [0-9a-z]: 206 bits. */
const tokenLength = 40;

/** `seenAt` is written once a minute at most, however much is clicked. */
const seenGrainMs = 60_000;

export const newSessionToken = (random: Randomness): string => random.token(tokenLength);

export const hashSessionToken = (token: string): string => hashKey(token);

export const newSession = (
  token: string,
  key: { readonly account: string; readonly hash: string },
  nowMs: number,
  { maxSeconds }: SessionLimits,
): Session => ({
  hash: hashSessionToken(token),
  account: key.account,
  keyHash: key.hash,
  createdAt: nowMs,
  seenAt: nowMs,
  expiresAtSeconds: Math.floor(nowMs / 1000) + maxSeconds,
});

export const isLive = (session: Session, nowMs: number, limits: SessionLimits): boolean =>
  nowMs < session.seenAt + limits.idleSeconds * 1000 && nowMs < session.createdAt + limits.maxSeconds * 1000;

export const isSeenAnew = (session: Session, nowMs: number, { idleSeconds }: SessionLimits): boolean =>
  nowMs >= session.seenAt + Math.min(seenGrainMs, (idleSeconds * 1000) / 2);

/** What a page of ours must repeat in a header: another site's page can send the cookie along, but cannot know this. */
export const csrfToken = (token: string): string =>
  base32(createHash('sha256').update(`csrf:${token}`).digest(), 32);
