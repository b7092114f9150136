// Chance is an argument, like the clock: tests and simulations bring their own.

export interface Randomness {
  /** A number in [0, 1). */
  fraction(): number;
  /** `length` characters of [0-9a-z], unguessable. */
  token(length: number): string;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}
