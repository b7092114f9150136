// Every hostile form with http and with https; and forms as odd that mean a server one may ask.
import { hostileHosts, hostileUrls } from '../../support/hostile-urls.ts';

/** With PORT for the listener's port. */
export const hostileForms: readonly string[] = [
  ...hostileHosts.map((host) => `http://${host}:PORT/`),
  ...hostileUrls,
];

const schemes = ['http', 'https'] as const;
type Scheme = (typeof schemes)[number];

/** Forms that have no scheme of HTTP to change stay as they are. */
export const hostileFormsOf = (scheme: Scheme): readonly string[] =>
  hostileForms.map((form) => (scheme === 'http' ? form : form.replace(/^(\s*)http(?=:)/i, '$1https')));

/** What a hostile name server would answer: the address behind the disguise, or the disguise itself where it is none. */
export const hostileAnswers: readonly string[] = [
  ...new Set(
    hostileHosts.flatMap((host) =>
      [host, URL.parse(`http://${host}/`)?.hostname ?? host].map((text) => text.replace(/^\[|\]$/g, '')),
    ),
  ),
];

/** The name on the certificate of the server with https. */
export const certifiedName = 'pbx.example';

/** Each means the server at 127.0.0.1 where loopback is allowed: SECURE is the port with https. */
export const allowedForms: readonly string[] = [
  ...`127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0177.0.0.1 127.0.0.1. １２７.0.0.1 pbx pbx.example pbx.example. PBX.example
    aufnahmen-für-später.example xn--bcher-kva.example a.b.c.d.e.example 127.0.0.1.nip.example`
    .split(/\s+/)
    .map((host) => `http://${host}:PORT/call`),
  'http://127.0.0.1:PORT/call?token=a%20b&next=http://169.254.169.254/#@10.0.0.1',
  'HTTP://127.0.0.1:PORT/./x/../call',
  `https://${certifiedName}:SECURE/call`,
  `https://${certifiedName.toUpperCase()}.:SECURE/call?token=1`,
];
