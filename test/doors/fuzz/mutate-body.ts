// A valid body, bent in one or two places, in one of the encodings a caller may choose.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { FuzzedBody } from './hostile-bodies.ts';
import { hostileTexts, hostileValues } from './hostile-texts.ts';
import { happens, pick } from './pick.ts';

type Body = Readonly<Record<string, unknown>>;
type Mutation = (body: Body, random: Randomness) => Body;

const someField = (body: Body, random: Randomness): string => pick(random, ['extra', ...Object.keys(body)]);

const nested = (depth: number, inner: unknown): unknown => {
  let value = inner;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const mutations: readonly Mutation[] = [
  (body) => body,
  (body, random) => ({ ...body, [someField(body, random)]: pick(random, hostileValues) }),
  (body, random) => ({ ...body, [someField(body, random)]: pick(random, hostileTexts) }),
  (body, random) => ({ ...body, [pick(random, hostileTexts)]: pick(random, hostileValues) }),
  // Names that every object has already.
  (body, random) => ({
    ...body,
    [pick(random, ['constructor', '__proto__', 'toString', 'hasOwnProperty'])]: pick(random, hostileValues),
  }),
  (body, random) => {
    const { [someField(body, random)]: _, ...rest } = body;
    return rest;
  },
  (body, random) => {
    const field = someField(body, random);
    return { ...body, [field]: [body[field]] };
  },
  (body, random) => {
    const field = someField(body, random);
    return { ...body, [field]: asText(body[field]) };
  },
  (body, random) => ({ ...body, [someField(body, random)]: nested(200, body) }),
  (body, random) => ({
    ...body,
    [someField(body, random)]: 'x'.repeat(2 ** (4 + Math.floor(random.fraction() * 14))),
  }),
  (body, random) => ({ ...body, [`${someField(body, random)} `]: '1' }),
  (body, random) => {
    const field = someField(body, random);
    return { ...body, [field]: asText(body[field]) + pick(random, hostileTexts) };
  },
];

const asJson = (body: Body, random: Randomness): string => {
  const text = JSON.stringify(body);
  if (happens(random, 0.9) || text === '{}') return text;
  const field = pick(random, Object.keys(body));
  return `${text.slice(0, -1)},${JSON.stringify(field)}:${JSON.stringify(pick(random, hostileValues))}}`;
};

const asForm = (body: Body, random: Randomness): string => {
  const texts = Object.entries(body).map(([name, value]): [string, string] => [name, asText(value)]);
  const pairs = new URLSearchParams(texts);
  return happens(random, 0.9) ? `${pairs}` : `${pairs}&${pairs}`;
};

const asMultipart = (body: Body): string => {
  const parts = Object.entries(body).map(
    ([name, value]) =>
      `--B\r\nContent-Disposition: form-data; name="${name.replaceAll(/["\r\n]/g, '')}"\r\n\r\n${asText(value)}\r\n`,
  );
  return `${parts.join('')}--B--\r\n`;
};

/** @param isForm the route reads forms: elsewhere most are JSON */
export const mutatedBody = (valid: Body, isForm: boolean, random: Randomness): FuzzedBody => {
  let body = pick(random, mutations)(valid, random);
  if (happens(random, 0.3)) body = pick(random, mutations)(body, random);
  const encodings = isForm ? ['json', 'form', 'multipart'] : ['json', 'json', 'json', 'json', 'form'];
  switch (pick(random, encodings)) {
    case 'form':
      return { contentType: 'application/x-www-form-urlencoded', bytes: Buffer.from(asForm(body, random)) };
    case 'multipart':
      return { contentType: 'multipart/form-data; boundary=B', bytes: Buffer.from(asMultipart(body)) };
    default:
      return { contentType: 'application/json', bytes: Buffer.from(asJson(body, random)) };
  }
};
