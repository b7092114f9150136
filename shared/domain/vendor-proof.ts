// How a vendor proves that a webhook is its own: a token in the URL, a shared header, or an HMAC of the body.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type WebhookAuth =
  | { readonly kind: 'none' }
  /** `?token=<secret>` */
  | { readonly kind: 'token' }
  /** The header's value is the secret. */
  | { readonly kind: 'header'; readonly header: string }
  /** The header's value is the HMAC-SHA256 of the raw body in hex, with or without `sha256=` before it. */
  | { readonly kind: 'hmac'; readonly header: string };

const headerName = /^[a-z0-9-]{1,64}$/;

/** `none`, `token`, `header:x-name` or `hmac:x-name`. @throws Error with the value and the fix */
export const parseWebhookAuth = (text: string): WebhookAuth => {
  const [kind, header, ...more] = text.split(':');
  if ((kind === 'none' || kind === 'token') && header === undefined) return { kind };
  if ((kind === 'header' || kind === 'hmac') && header && headerName.test(header) && more.length === 0) {
    return { kind, header };
  }
  throw new Error(`webhookAuth is "${text}": use none, token, header:x-name or hmac:x-name`);
};

/** Compares in constant time, whatever the lengths. */
export const isSameSecret = (presented: string | undefined, expected: string): boolean => {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(presented ?? ''), digest(expected)) && presented !== undefined;
};

export interface WebhookEvidence {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly queryToken: string | undefined;
}

/** What was presented and what it should be; `undefined` presented when nothing was. */
export const isProvenVendor = (auth: WebhookAuth, evidence: WebhookEvidence, secret: string): boolean => {
  switch (auth.kind) {
    case 'none':
      return true;
    case 'token':
      return isSameSecret(evidence.queryToken, secret);
    case 'header':
      return isSameSecret(evidence.headers[auth.header], secret);
    case 'hmac': {
      const presented = evidence.headers[auth.header]?.replace(/^sha256=/, '').toLowerCase();
      return isSameSecret(presented, createHmac('sha256', secret).update(evidence.body).digest('hex'));
    }
  }
};
