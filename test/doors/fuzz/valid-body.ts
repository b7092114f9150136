// A body that a route's own schema accepts, made from that schema: what mutations begin with.
import * as z from 'zod/mini';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { Belongings } from './belongings.ts';
import { happens, pick } from './pick.ts';

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
}

/** Fields whose form no schema can say. */
const named = (name: string, random: Randomness, belongings: Belongings): unknown => {
  switch (name) {
    case 'audioID':
      return pick(random, [`fuzz-${random.token(8)}`, ...belongings.audioIds]);
    case 'voicefileURL':
      return `http://127.0.0.1:1/${random.token(6)}.wav?signature=${random.token(6)}`;
    case 'audioSource':
      return belongings.source.name;
    case 'api_key':
      return belongings.source.key;
    case 'key':
      return pick(random, [`imported-${random.token(20)}`, belongings.source.key]);
    case 'vendorSource':
      return pick(random, ['pbx', 'ccd', 'omni-channel']);
    case 'forwardUrl':
      return `http://127.0.0.1:1/${random.token(6)}`;
    case 'forwardHeaders':
      return { [pick(random, ['x-auth', 'authorization', 'constructor'])]: random.token(12) };
    case 'signingSecret':
      return `whsec_${Buffer.from(random.token(32)).toString('base64')}`;
    case 'language':
      return pick(random, ['en', 'es', 'zh-Hant']);
    case 'expiresAt':
    case 'from':
    case 'to':
      return pick(random, ['2031-01-31T00:00:00Z', '2026-01-01T00:00:00.5+02:00']);
    case 'status':
      return pick(random, ['pending', 'undelivered']);
    case 'name':
    case 'cursor':
      return undefined;
    default:
      return undefined;
  }
};

const sample = (schema: JsonSchema, name: string, random: Randomness, belongings: Belongings): unknown => {
  const known = named(name, random, belongings);
  if (known !== undefined) return known;
  if (schema.anyOf) return sample(pick(random, schema.anyOf), name, random, belongings);
  if (schema.enum) return pick(random, schema.enum);
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).filter(
        ([field]) =>
          schema.required?.includes(field) ||
          (field !== 'name' && field !== 'cursor' && happens(random, 0.5)),
      );
      return Object.fromEntries(
        fields.map(([field, inner]) => [field, sample(inner, field, random, belongings)]),
      );
    }
    case 'array':
      return Array.from({ length: 1 + Math.floor(random.fraction() * 2) }, () =>
        sample(schema.items ?? {}, name, random, belongings),
      );
    case 'boolean':
      return happens(random, 0.5);
    case 'integer':
    case 'number':
      return (schema.minimum ?? 0) + Math.floor(random.fraction() * 60);
    case 'null':
      return null;
    default:
      return `text ${random.token(6)}`;
  }
};

/** An empty object where the route takes no body. */
export const validBody = (
  schema: z.ZodMiniType | undefined,
  random: Randomness,
  belongings: Belongings,
): Readonly<Record<string, unknown>> => {
  if (!schema) return {};
  const json = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  return sample(json, '', random, belongings) as Record<string, unknown>;
};
