// What keeps the promises, each with a switch: the simulation must notice when one is off.

export const safeguards = {
  'compare-and-set': 'every write names the version it read',
  sweeper: 'whatever is due gets a new hint',
  'intent before effect': 'SUBMITTING is written before the vendor is called',
  'stable delivery id': 'one delivery has one id, whoever writes it down',
  'first result wins': 'a recording that has its result is not offered to a later one',
  'webhook intent': 'a webhook is written down before it is acted on',
  'webhook known by its body': 'a repeat of the same body is the same webhook',
  'lease expiry': 'a claim on a recording runs out',
  'hold on audioID': 'no two recordings await a result under one audioID',
  'delivery claim': 'an attempt is claimed before the post',
  'owed deliveries are due': 'a result that owes a delivery stays due until it stands in the ledger',
  'not due means nothing': 'a hint for what is not due does nothing',
  'ambiguous is not unreachable': 'an upload without an answer is not repeated at once',
  'idempotent submission': 'the same audioID is the same recording',
} as const;

export type Safeguard = keyof typeof safeguards;
