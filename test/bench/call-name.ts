// What an operation is called in the lists: the SDK's word, the thing, and what happened to it.
import type { Call } from './service-door.ts';

/** DynamoDB's own JSON. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly AttributeValue[];
  readonly M?: Attributes;
}

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What the keys of both tables begin with. */
const kinds: Readonly<Record<string, string>> = {
  R: 'recording',
  W: 'webhook',
  D: 'delivery',
  I: 'Idempotency-Key',
  C: 'rate counter',
  S: 'statistics',
  KEY: 'key',
  SOURCE: 'source',
  VENDOR: "vendor's brake",
};

export const keyOf = ({ input }: Call): Attributes =>
  (input?.Item ?? input?.Key ?? {}) as Attributes satisfies Attributes;

const kindOf = (key: Attributes): string => {
  if (key.sk?.S === '~LOCK') return 'audioID lock';
  return kinds[key.pk?.S?.split('#')[0] ?? ''] ?? 'item';
};

/** The step that a written item stands for. */
const stepOf = (kind: string, item: Attributes): string => {
  switch (kind) {
    case 'recording':
      return item.timeline?.L?.at(-1)?.M?.event?.S ?? 'unknown';
    case 'webhook':
      return item.results ? 'settled' : 'written down';
    case 'delivery':
      if (item.attemptCount?.N !== '0') return item.status?.S ?? 'unknown';
      return item.ver?.N === '1' ? 'owed' : 'claimed';
    default:
      return 'written';
  }
};

const queueOf = ({ input }: Call): string => {
  const url = String(input?.QueueUrl);
  return url.includes('Transcode') ? 'transcode' : url.includes('Deliver') ? 'deliver' : url;
};

/** `PutItem recording: submitting`, `PutObject WAV`, `SendMessage transcode` */
export const callName = (call: Call): string => {
  const { service, operation, input } = call;
  if (service === 's3') return `${operation} ${call.key.split('/')[0]}`;
  if (service === 'sqs') return `${operation} ${queueOf(call)}`;
  if (service === 'secrets') return operation;
  if (operation === 'Query')
    return `Query ${input?.IndexName ? `index ${input.IndexName}` : 'recordings of an audioID'}`;
  const kind = kindOf(keyOf(call));
  return operation === 'PutItem' ? `PutItem ${kind}: ${stepOf(kind, keyOf(call))}` : `${operation} ${kind}`;
};
