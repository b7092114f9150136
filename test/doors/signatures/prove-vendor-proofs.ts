// A vendor's webhook with one bit of its proof, its body or our secret turned over: it is nobody's.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { isProvenVendor, WebhookAuth, WebhookEvidence } from '../../../shared/domain/vendor-proof.ts';
import type { Row } from '../../bench/row.ts';
import { flipBit, flipTextBit } from './flip-bit.ts';
import { independentHmac } from './independent-hmac.ts';

export type Prove = typeof isProvenVendor;

interface Webhook {
  readonly evidence: WebhookEvidence;
  readonly secret: string;
}

interface Kind {
  readonly auth: WebhookAuth;
  readonly make: (body: Buffer, secret: string) => Webhook;
  /** Each turns one bit of one part over. */
  readonly forgeries: readonly ((webhook: Webhook, random: Randomness) => Webhook)[];
}

const header = 'x-vendor-proof';
const flipSecret = (webhook: Webhook, random: Randomness): Webhook => ({
  ...webhook,
  secret: flipTextBit(webhook.secret, random),
});

const withHeader = ({ evidence, secret }: Webhook, value: string): Webhook => ({
  evidence: { ...evidence, headers: { [header]: value } },
  secret,
});

const headerOf = ({ evidence }: Webhook): string => evidence.headers[header] ?? '';

const kinds: readonly Kind[] = [
  {
    auth: { kind: 'token' },
    make: (body, secret) => ({ evidence: { body, headers: {}, queryToken: secret }, secret }),
    forgeries: [
      flipSecret,
      ({ evidence, secret }, random) => ({
        evidence: { ...evidence, queryToken: flipTextBit(secret, random) },
        secret,
      }),
    ],
  },
  {
    auth: { kind: 'header', header },
    make: (body, secret) => ({
      evidence: { body, headers: { [header]: secret }, queryToken: undefined },
      secret,
    }),
    forgeries: [flipSecret, (webhook, random) => withHeader(webhook, flipTextBit(headerOf(webhook), random))],
  },
  {
    auth: { kind: 'hmac', header },
    make: (body, secret) => ({
      evidence: {
        body,
        headers: { [header]: independentHmac(Buffer.from(secret), body).toString('hex') },
        queryToken: undefined,
      },
      secret,
    }),
    forgeries: [
      flipSecret,
      // The bytes that the hexadecimal stands for: capitals are the same proof.
      (webhook, random) =>
        withHeader(webhook, flipBit(Buffer.from(headerOf(webhook), 'hex'), random).toString('hex')),
      ({ evidence, secret }, random) => ({
        evidence: { ...evidence, body: flipBit(evidence.body, random) },
        secret,
      }),
    ],
  },
];

export const proveVendorProofs = (prove: Prove, count: number, random: Randomness): readonly Row[] =>
  kinds.map(({ auth, make, forgeries }) => {
    let passed = 0;
    let accepted = 0;
    for (let at = 0; at < count; at += 1) {
      const body = JSON.stringify({ success: true, results: [{ audioID: random.token(12) }] });
      const webhook = make(Buffer.from(body), random.token(16 + Math.floor(random.fraction() * 33)));
      if (prove(auth, webhook.evidence, webhook.secret)) accepted += 1;
      const forged = forgeries[at % forgeries.length]?.(webhook, random) ?? webhook;
      if (prove(auth, forged.evidence, forged.secret)) passed += 1;
    }
    return {
      what: `vendor's webhooks proven by ${auth.kind} with one bit flipped that passed; unflipped ones that passed`,
      measured: `${passed} of ${count}; ${accepted} of ${count}`,
      target: { text: '0; all', isMet: passed === 0 && accepted === count },
    };
  });
