// One call of a route: a path, a query, headers, a body, and a key that is right, wrong or missing in turn.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Belongings } from './belongings.ts';
import { callHeaders } from './call-headers.ts';
import type { FuzzedRoute } from './fuzzed-route.ts';
import { type FuzzedBody, hostileBody, largeBody } from './hostile-bodies.ts';
import { hostileTexts } from './hostile-texts.ts';
import { mutatedBody } from './mutate-body.ts';
import { happens, pick } from './pick.ts';
import type { Call } from './send-call.ts';
import { validBody } from './valid-body.ts';

export interface CallProps {
  readonly route: FuzzedRoute;
  readonly belongings: Belongings;
  readonly adminKey: string;
  readonly random: Randomness;
  /** Of this route, from 0. */
  readonly index: number;
}

/** A path's own bytes: some are no valid percent-encoding, some would climb. */
const hostileSegments: readonly string[] = [
  ...['%2e%2e', '%2e%2e%2fadmin', '..%2f..%2fetc%2fpasswd', '%', '%zz', '%ff', '%C3%28', '%00', '%0d%0aX:1'],
  ...['a%2Fb', '%252e%252e', '%F0%9F%93%9E', '*', '~', '%20', ';a=b', '@', `${'x'.repeat(2100)}`],
  ...[`${'%F0%9F%93%9E'.repeat(600)}`, 'redeliver', `rec_${'a'.repeat(32)}`, `key_${'a'.repeat(24)}`],
  ...[`voice_20260101_000000_${'a'.repeat(26)}.json`, 'voice_00000000_000000_test.json'],
];

const encodable = (text: string): string => encodeURIComponent(text.toWellFormed()).slice(0, 4000);

const existing = (route: FuzzedRoute, belongings: Belongings): readonly string[] => {
  const { path, method } = route;
  if (path.includes('/recordings/')) return belongings.recordingIds.slice(method === 'DELETE' ? -1 : 0);
  if (path.includes('/deliveries/')) return belongings.deliveryIds;
  if (path.includes('/keys/')) return belongings.keyIds;
  if (path.includes('/sources/')) return belongings.sourceNames;
  if (path.includes('json_logs')) return belongings.jsonLogs;
  return ['index.html', 'assets/missing.js'];
};

const callPath = ({ route, belongings, random }: CallProps): string =>
  route.path.replace(/\{\w+\+?\}/, () => {
    if (happens(random, 0.45))
      return pick(random, [...existing(route, belongings), `fuzz-${random.token(4)}`]);
    return happens(random, 0.5) ? pick(random, hostileSegments) : encodable(pick(random, hostileTexts));
  });

const goodQuery = (name: string, belongings: Belongings, random: Randomness): string => {
  switch (name) {
    case 'audioSource':
      return belongings.source.name;
    case 'status':
      return pick(random, ['processing', 'completed', 'failed', 'pending', 'delivered', 'undelivered']);
    case 'audioID':
      return pick(random, ['fuzz-', ...belongings.audioIds]);
    case 'from':
      return '2026-01-01';
    case 'to':
      return '2026-12-31';
    case 'limit':
      return pick(random, ['1', '100', '50']);
    case 'cursor':
      return Buffer.from(pick(random, ['a', 'rec_', '2026', '{"pk":"a"}', ...hostileTexts])).toString(
        'base64url',
      );
    case 'recording':
      return pick(random, belongings.recordingIds);
    default:
      return random.token(20);
  }
};

const callQuery = ({ route, belongings, random }: CallProps): string => {
  const pairs = route.query
    .filter(() => happens(random, route.query.length > 2 ? 0.3 : 0.7))
    .map((name) => {
      const value = happens(random, 0.6) ? goodQuery(name, belongings, random) : pick(random, hostileTexts);
      return `${name}=${encodable(value)}`;
    });
  if (happens(random, 0.1)) pairs.push(...pairs.slice(0, 1));
  if (happens(random, 0.08)) pairs.push(`${encodable(pick(random, hostileTexts))}=${random.token(3)}`);
  if (happens(random, 0.05))
    pairs.push(pick(random, ['%', '%ff=1', '&&==', '=', '+', 'a=%C3%28', '%00', '__proto__[a]=1']));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

/** A few of each route: they cost a hundred times what the others do. */
const largeShare = 1 / 400;

const callBody = ({ route, belongings, random }: CallProps): FuzzedBody | undefined => {
  if (happens(random, largeShare)) return largeBody(random);
  if (route.method === 'GET') return happens(random, 0.05) ? hostileBody(random) : undefined;
  if (happens(random, 0.3)) return hostileBody(random);
  if (!route.body && happens(random, 0.5)) return undefined;
  const isForm = route.contract.auth === 'submit-key';
  return mutatedBody(validBody(route.body, random, belongings), isForm, random);
};

const otherMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'];

export const makeCall = (props: CallProps): Call => {
  const { route, random } = props;
  const body = callBody(props);
  const isElsewhere = happens(random, 0.03);
  return {
    method: isElsewhere ? pick(random, otherMethods) : route.method,
    path: `${callPath(props)}${callQuery(props)}`,
    headers: callHeaders(props, body),
    body: body?.bytes,
  };
};
