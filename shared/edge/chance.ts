// The process's own randomness and clock; use cases get them as arguments.
import { randomBytes } from 'node:crypto';
import type { Clock, Randomness } from '../domain/randomness.ts';

const characters = '0123456789abcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 36 in a byte: what lies above would favour the first characters. */
const unbiased = 252;

export const random: Randomness = {
  fraction: Math.random,
  token: (length) => {
    let token = '';
    while (token.length < length) {
      for (const byte of randomBytes(length)) {
        if (byte < unbiased && token.length < length) token += characters[byte % 36];
      }
    }
    return token;
  },
};

export const clock: Clock = { now: Date.now };

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
