// Headers of a fuzzed call: the key in turn right, wrong and missing, and now and then what no client sends.
import { sessionCookieName } from '../../../functions/admin/session-cookie.ts';
import type { FuzzedBody } from './hostile-bodies.ts';
import type { CallProps } from './make-call.ts';
import { happens, pick } from './pick.ts';
import type { Call } from './send-call.ts';

type Headers = Record<string, string | readonly string[]>;

const keyOf = ({ route, belongings, adminKey }: CallProps): string =>
  route.contract.auth === 'admin-key' ? adminKey : belongings.source.key;

const withRightKey = (props: CallProps): Headers => {
  const { route, belongings, random } = props;
  if (route.contract.auth === 'open' || route.contract.auth === 'vendor') return {};
  const key = keyOf(props);
  if (route.contract.auth === 'submit-key') return { 'x-api-key': key };
  const { cookie, csrfToken } = belongings.session;
  const isSession =
    route.contract.auth === 'admin-key' && !route.path.endsWith('/session') && happens(random, 0.2);
  if (isSession) return { cookie, 'x-csrf-token': csrfToken };
  return happens(random, 0.5) ? { authorization: `Bearer ${key}` } : { 'x-api-key': key };
};

const withWrongKey = (props: CallProps): Headers => {
  const { belongings, adminKey, random, route } = props;
  // A key that is good for other doors, or for none.
  const other = route.contract.auth === 'admin-key' ? belongings.source.key : adminKey;
  const cookieName = sessionCookieName('http://127.0.0.1');
  return pick<Headers>(random, [
    { authorization: `Bearer ${other}` },
    { 'x-api-key': other },
    { authorization: 'Bearer' },
    { authorization: 'Bearer \u00e9\u00ff' },
    { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    { authorization: `Bearer ${random.token(38)}` },
    { authorization: `Bearer ${'x'.repeat(6000)}` },
    { 'x-api-key': `vxg_${random.token(38)}` },
    { 'x-api-key': ['a', 'b'] },
    { 'x-api-key': ' ' },
    { cookie: `${cookieName}=${random.token(40)}` },
    { cookie: `${cookieName}=; ${cookieName}=%00; =; ;;a` },
    { cookie: `${cookieName}=${'x'.repeat(3000)}`, 'x-csrf-token': 'x' },
    { cookie: `__proto__=1; ${cookieName}="${belongings.session.cookie}"` },
    { cookie: belongings.session.cookie },
    { cookie: belongings.session.cookie, 'x-csrf-token': 'wrong' },
    { cookie: belongings.session.cookie, 'sec-fetch-site': 'cross-site' },
    { cookie: belongings.session.cookie, origin: 'null' },
    { cookie: belongings.session.cookie, origin: 'http://' },
  ]);
};

const odd: readonly Headers[] = [
  { 'x-long': 'x'.repeat(5000) },
  { 'idempotency-key': 'x'.repeat(300) },
  { 'idempotency-key': 'caf\u00e9' },
  { 'idempotency-key': 'shared' },
  { 'idempotency-key': ' ' },
  { prefer: 'respond-async, wait=0, wait="0", foo;bar' },
  { prefer: 'wait=-1, respond-async' },
  { prefer: ',,=,respond-async' },
  { origin: 'https://evil.example' },
  { origin: 'null', 'access-control-request-method': 'DELETE' },
  { host: 'evil.example' },
  { 'x-forwarded-for': '127.0.0.1, ::1, %00', 'x-forwarded-host': 'evil.example' },
  { 'content-type': 'application/json, text/plain' },
  { 'content-encoding': 'deflate' },
  { accept: '*/*;q=x', 'accept-encoding': 'zstd;q=9', 'accept-language': 'x'.repeat(200) },
  { range: 'bytes=0-0', 'if-none-match': '*', 'if-modified-since': 'never' },
  { 'x-http-method-override': 'DELETE' },
  { 'user-agent': '' },
  // Names that every object has.
  { ['__proto__']: 'x', constructor: 'y' } as Headers,
  { 'if-match': '"x", *', 'if-none-match': 'W/"x"' },
  { 'if-none-match': '*' },
];

export const callHeaders = (props: CallProps, body: FuzzedBody | undefined): Call['headers'] => {
  const { random, index } = props;
  const turn = index % 5;
  const key = turn === 1 ? withWrongKey(props) : turn === 3 ? {} : withRightKey(props);
  return {
    // A submission is never waited for: how long that takes is the vendor's affair.
    prefer: 'respond-async',
    ...(body?.contentType !== undefined && { 'content-type': body.contentType }),
    ...(body?.contentEncoding !== undefined && { 'content-encoding': body.contentEncoding }),
    ...key,
    ...(happens(random, 0.1) && pick(random, odd)),
  };
};
