// The environment of a function, read once and parsed by its contract: a missing or bad setting stops it at the door.
import * as z from 'zod/mini';
import type { EnvSchema } from './contract.ts';

export type Env<Schema extends EnvSchema> = { readonly [Key in keyof Schema]: z.output<Schema[Key]> };

/** Throws with the names of what is missing or wrong, never with the values. */
export const readEnv = <Schema extends EnvSchema>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Env<Schema> => {
  const parsed = z.object(schema).safeParse(environment);
  if (parsed.success) return parsed.data as Env<Schema>;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`environment: ${names.join(', ')} missing or malformed`);
};

/** A name, an ARN, a URL: never empty. */
export const text = z.string().check(z.minLength(1));

/** Empty means "not set". */
export const optionalText = z.pipe(
  z.string(),
  z.transform((value: string) => (value === '' ? undefined : value)),
);

/** May be empty, and then means an empty list. */
export const list = z.pipe(
  z.string(),
  z.transform((value: string) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

/** A number of the unit in the setting's name; fractions serve tests. */
export const number = z.pipe(
  z.string().check(z.regex(/^\d+(\.\d+)?$/)),
  z.transform((value: string) => Number(value)),
);

export const numbers = z.pipe(
  z.string().check(z.regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/)),
  z.transform((value: string) => value.split(',').map(Number)),
);
