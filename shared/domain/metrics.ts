// What operators see counted: each name once, for the functions that count and for the alarms and the dashboard that look.

export const metricNamespace = 'Voxgate';

/** CloudWatch bills each name by the month, for each stage: `docs/runbook.md` tells what it comes to. */
export const metricUnits = {
  /** Attempts begun: a new recording, or an ended one that is tried again. */
  RecordingsAccepted: 'Count',
  RecordingsCompleted: 'Count',
  /** Refused by the vendor, or given up. */
  RecordingsFailed: 'Count',
  /** Accepted and not ended, and how long the oldest of them has been. */
  RecordingsWaiting: 'Count',
  OldestWaitingSeconds: 'Seconds',
  /** Uploads that never reached the vendor, or that it could not take. */
  VendorUnreachable: 'Count',
  VendorTokenRejected: 'Count',
  DeliveriesDone: 'Count',
  DeliveriesGivenUp: 'Count',
  TargetsSwitchedOff: 'Count',
  /** Calls answered with 500 INTERNAL_ERROR, and hints that failed: Lambda counts neither as an error. */
  InternalErrors: 'Count',
} as const;

export type MetricName = keyof typeof metricUnits;
