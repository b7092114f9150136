// Every limit and interval that the flow obeys, with its default. Infra writes them into the environment;
// tests and chaos runs shorten them there.

export const settingDefaults = {
  /** Seconds a claim on a recording holds: a little more than the function's own time limit. */
  LEASE_SECONDS: 930,
  /** Seconds the sweeper leaves a new item to the one who wrote it. */
  HINT_GRACE_SECONDS: 20,
  /** Seconds one upload to the vendor may take. */
  VENDOR_TIMEOUT_SECONDS: 120,
  /** Seconds before upload 2, 3, 4 … to a vendor out of reach: the first ones while a caller still waits, the last one repeats. */
  VENDOR_PAUSES_SECONDS: '1,2,10,30,60,120,300,600',
  /** Seconds before another upload when the vendor rejected our token: a person is needed. */
  VENDOR_TOKEN_PAUSE_SECONDS: 300,
  /** Seconds a held recording waits at most until it looks whether its turn has come. */
  HOLD_MAX_SECONDS: 30,
  /** Seconds before a recording is fetched again when something of ours failed: the last one repeats. */
  FETCH_PAUSES_SECONDS: '10,60,300,1800,3600',
  /** Seconds to wait for a webhook after an upload that got no answer. */
  AMBIGUOUS_WAIT_SECONDS: 30,
  /** Seconds an acknowledged recording waits for its result. */
  RESULT_WAIT_SECONDS: 24 * 3600,
  /** Seconds after the first upload when a vendor that cannot be reached is given up. */
  VENDOR_GIVE_UP_SECONDS: 12 * 3600,
  /** Seconds in which a webhook may follow a synchronous answer before the audioID is free for another source. */
  WEBHOOK_GRACE_SECONDS: 10,
  /** Seconds in which a webhook's body that comes once more is a repeat, and not another recording's result in the same words. */
  WEBHOOK_REPEAT_SECONDS: 600,
  /** Seconds submit waits for the outcome when the caller names no other time. */
  SUBMIT_WAIT_SECONDS: 25,
  /** Seconds the webhook waits for the first delivery attempt. */
  FORWARD_WAIT_SECONDS: 6,
  /** Seconds one delivery attempt may take, as Standard Webhooks advises (15 to 30). */
  FORWARD_TIMEOUT_SECONDS: 20,
  /** Seconds between the end of the longest attempt and the moment somebody else may take it for dead. */
  FORWARD_CLAIM_MARGIN_SECONDS: 20,
  /** Seconds of unbroken failure after which a target is switched off. */
  FORWARD_DISABLE_AFTER_SECONDS: 5 * 24 * 3600,
  /** Seconds before attempts 2, 3, 4 … of a delivery: https://www.standardwebhooks.com example, second one after 5 s. */
  FORWARD_PAUSES_SECONDS: '5,300,1800,7200,18000,36000,50400,72000,86400',
  /** Seconds until a webhook that could not be settled is tried again; as much longer each time, an hour at most. */
  SETTLE_PAUSE_SECONDS: 60,
  /** Seconds keys and sources are believed before they are read again; revocation must bite within 60. */
  ACCOUNT_CACHE_SECONDS: 30,
  /** Seconds a session in the panel lasts unused, and at most. */
  SESSION_IDLE_SECONDS: 30 * 60,
  SESSION_MAX_SECONDS: 12 * 3600,
  /** Submissions a source may make per minute; 0 means any number. */
  SUBMIT_RATE_PER_MINUTE: 0,
  /** Seconds a download may take as a whole, be silent, and take to connect. */
  DOWNLOAD_TIMEOUT_SECONDS: 300,
  DOWNLOAD_IDLE_SECONDS: 15,
  DOWNLOAD_CONNECT_SECONDS: 5,
  DOWNLOAD_MAX_BYTES: 500 * 1024 * 1024,
  /** Seconds after which sox is killed. */
  CONVERSION_TIMEOUT_SECONDS: 300,
  /** Seconds of audio that are converted: six hours, longer than any call. */
  MAX_AUDIO_SECONDS: 6 * 3600,
} as const;

export type SettingName = keyof typeof settingDefaults;
