// What the browser may do with the panel's page: run and load what came from here, play audio from its bucket, nothing else.

/** https://owasp.org/www-project-secure-headers/ */
const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

const refusedFeatures = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

export interface PageHeadersInput {
  /** Where recordings are played from. */
  readonly mediaOrigin: string;
  /** For the one style element that a waveform brings; made afresh for each answer. */
  readonly nonce: string;
}

export const pageHeaders = ({ mediaOrigin, nonce }: PageHeadersInput): Record<string, string> => ({
  ...always,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `media-src ${mediaOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': refusedFeatures.map((feature) => `${feature}=()`).join(', '),
});

/** Its name has its content's hash in it: it never changes. */
export const assetHeaders = (contentType: string, encoding: string): Record<string, string> => ({
  ...always,
  'content-type': contentType,
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'accept-encoding',
  ...(encoding !== 'identity' && { 'content-encoding': encoding }),
});
