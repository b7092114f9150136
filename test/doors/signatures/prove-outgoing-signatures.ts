// What we sign, seen by a receiver who has only the standard: the true message verifies, and not one that differs by a bit.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { SignedMessage, signWebhook } from '../../../shared/domain/sign-webhook.ts';
import type { Row } from '../../bench/row.ts';
import { flipBit, flipTextBit } from './flip-bit.ts';
import { independentHmac } from './independent-hmac.ts';
import { publishedHmacs, publishedSignatures } from './published-vectors.ts';

export type Sign = typeof signWebhook;

const prefix = 'whsec_';
const secretOf = (key: Buffer): string => `${prefix}${key.toString('base64')}`;

/** As it arrives: every part a text, the body bytes. */
interface Received {
  readonly id: string;
  readonly timestamp: string;
  readonly body: Buffer;
  /** Of `webhook-signature`. */
  readonly signatures: string;
}

const received = (message: SignedMessage, signatures: string): Received => ({
  id: message.id,
  timestamp: String(message.timestampSeconds),
  body: Buffer.from(message.body),
  signatures,
});

/** A receiver as the standard describes it: any of the signatures will do. */
const verifies = ({ id, timestamp, body, signatures }: Received, key: Buffer): boolean => {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`, 'latin1'), body]);
  return signatures.split(' ').includes(`v1,${independentHmac(key, content).toString('base64')}`);
};

const randomKey = (random: Randomness): Buffer =>
  Buffer.from(Array.from({ length: 24 + Math.floor(random.fraction() * 41) }, () => random.fraction() * 256));

const randomMessage = (random: Randomness): SignedMessage => ({
  id: `dlv_${random.token(26)}`,
  timestampSeconds: Math.floor(random.fraction() * 2 ** 32),
  body: new URLSearchParams({
    id: random.token(1 + Math.floor(random.fraction() * 40)),
    json_url: `https://voxgate.example/voiceTranscription/json_logs/voice_${random.token(26)}.json?ü=ß`,
  }).toString(),
});

/** The same message with one bit of one part turned over, and the key to check it with. */
const forged = (message: Received, key: Buffer, at: number, random: Randomness): [Received, Buffer] => {
  switch (at % 5) {
    case 0:
      return [{ ...message, id: flipTextBit(message.id, random) }, key];
    case 1:
      return [{ ...message, timestamp: flipTextBit(message.timestamp, random) }, key];
    case 2:
      return [{ ...message, body: flipBit(message.body, random) }, key];
    case 3:
      return [message, flipBit(key, random)];
    default:
      return [{ ...message, signatures: flipTextBit(message.signatures, random) }, key];
  }
};

const vectorsRow = (sign: Sign): Row => {
  const ours = publishedSignatures.filter((vector) => sign(vector, [vector.secret]) === vector.signature);
  const theirs = publishedHmacs.filter(
    ({ key, data, hex }) => independentHmac(key, data).toString('hex') === hex,
  );
  return {
    what: 'published signatures that ours equal; published HMACs that the checking implementation equals',
    measured: `${ours.length} of ${publishedSignatures.length}; ${theirs.length} of ${publishedHmacs.length}`,
    target: {
      text: 'all',
      isMet: ours.length === publishedSignatures.length && theirs.length === publishedHmacs.length,
    },
  };
};

const rotationRow = (sign: Sign, count: number, random: Randomness): Row => {
  let accepted = 0;
  let foreign = 0;
  for (let at = 0; at < count; at += 1) {
    const [newest, oldest, other] = [randomKey(random), randomKey(random), randomKey(random)];
    const message = randomMessage(random);
    const signed = received(message, sign(message, [secretOf(newest), secretOf(oldest)]));
    if (verifies(signed, newest) && verifies(signed, oldest)) accepted += 1;
    if (verifies(signed, other)) foreign += 1;
  }
  return {
    what: 'messages signed during a rotation that the new and the old secret both verify; that a third one does',
    measured: `${accepted} of ${count}; ${foreign}`,
    target: { text: 'all; 0', isMet: accepted === count && foreign === 0 },
  };
};

const flipsRow = (sign: Sign, count: number, random: Randomness): Row => {
  let verified = 0;
  let unchanged = 0;
  for (let at = 0; at < count; at += 1) {
    const [message, key] = [randomMessage(random), randomKey(random)];
    const signed = received(message, sign(message, [secretOf(key)]));
    if (verifies(signed, key)) unchanged += 1;
    if (verifies(...forged(signed, key, at, random))) verified += 1;
  }
  return {
    what: 'signed messages with one bit flipped in id, timestamp, body, secret or signature, verified all the same; unflipped ones verified',
    measured: `${verified} of ${count}; ${unchanged} of ${count}`,
    target: { text: '0; all', isMet: verified === 0 && unchanged === count },
  };
};

export const proveOutgoingSignatures = (sign: Sign, count: number, random: Randomness): readonly Row[] => [
  vectorsRow(sign),
  rotationRow(sign, Math.ceil(count / 10), random),
  flipsRow(sign, count, random),
];
