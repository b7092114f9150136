// The entries of docs/runbook.md: an alarm names the one that says what to do, and a test holds the two together.

export const runbookEntries = [
  'dead-letters',
  'hints-wait-too-long',
  'recordings-without-a-result',
  'the-api-answers-5xx',
  'our-own-errors',
  'functions-fail',
  'functions-are-throttled',
  'the-vendor-cannot-be-reached',
  'the-vendor-rejects-our-token',
  'deliveries-given-up',
  'a-target-is-switched-off',
  'the-sweeper-stands-still',
] as const;

export type RunbookEntry = (typeof runbookEntries)[number];
