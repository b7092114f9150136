// What the stack under chaos is started with: leases and pauses short enough to be lived through many times in one run.

/** Capped, so that the target that was down is caught up with in a short run and not flooded in a long one. */
const forwardPauses = (recordings: number): string => {
  const capSeconds = Math.min(180, Math.max(5, Math.round(recordings / 60)));
  return Array.from({ length: 24 }, (_, index) => Math.min(2 * 2 ** index, capSeconds)).join(',');
};

/** Longer than any latency the vendor's plans ask for, on a machine that is busy with other things too. */
export const vendorTimeoutSeconds = 12;
/** Shorter than the late webhooks, so that uploads in doubt are repeated before their result comes. */
export const ambiguousWaitSeconds = 3;
export const submitWaitSeconds = 6;

/** Settings of shared/domain/settings.ts, as environment of `npm start`. */
export const chaosSettings = (recordings: number): Readonly<Record<string, string>> => ({
  SWEEP_SECONDS: recordings > 1000 ? '5' : '2',
  HINT_GRACE_SECONDS: '4',
  LEASE_SECONDS: '12',
  VENDOR_TIMEOUT_SECONDS: String(vendorTimeoutSeconds),
  AMBIGUOUS_WAIT_SECONDS: String(ambiguousWaitSeconds),
  RESULT_WAIT_SECONDS: '30',
  WEBHOOK_GRACE_SECONDS: '2',
  SUBMIT_WAIT_SECONDS: String(submitWaitSeconds),
  FORWARD_WAIT_SECONDS: '2',
  FORWARD_TIMEOUT_SECONDS: '5',
  FORWARD_PAUSES_SECONDS: forwardPauses(recordings),
});
