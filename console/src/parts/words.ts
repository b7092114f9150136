// The API's codes and states in sentences an operator can act on.

const reasons: Readonly<Record<string, string>> = {
  DOWNLOAD_FAILED: 'The recording could not be fetched from its URL.',
  CONVERSION_FAILED: 'What was fetched is no audio that can be read.',
  VENDOR_UNREACHABLE: 'The speech vendor could not be reached.',
  VENDOR_REJECTED: 'The speech vendor rejected the upload.',
  NO_RESULT: 'The vendor took the recording and sent no result in time.',
  NO_SPEECH_DETECTED: 'The vendor heard no speech in it.',
};

/** What is not ours is the vendor's, and says so. */
export const reasonOf = (code: string): string => reasons[code] ?? 'The speech vendor refused it.';

const states: Readonly<Record<string, string>> = {
  RECEIVED: 'Received, waiting to be fetched',
  FETCHING: 'Being fetched and converted',
  STORED: 'Stored, waiting for the vendor',
  SUBMITTING: 'Being sent to the vendor',
  SUBMITTED: 'With the vendor, awaiting the result',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
};

export const stateInWords = (state: string): string => states[state] ?? state;

const events: Readonly<Record<string, string>> = {
  received: 'Received',
  retried: 'Tried again by an operator',
  fetching: 'Fetching the audio',
  submitting: 'Sending to the vendor',
  interrupted: 'Interrupted; will be taken up again',
  held: 'Held: another recording with this audioID awaits its result',
  'vendor-unreachable': 'Vendor unreachable; will try again',
  'vendor-answer-lost': "The vendor's answer was lost",
  submitted: 'Accepted by the vendor',
  completed: 'Result received',
  'refused-by-vendor': 'Refused by the vendor',
  enriched: 'Analysis received',
  failed: 'Failed',
  deleting: 'Deletion begun',
  'forward-queued': 'Delivery queued',
  delivered: 'Delivered',
  'delivery-failed': 'Delivery failed',
};

export const eventInWords = (event: string): string => events[event] ?? event;
