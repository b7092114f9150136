// What `npm start` takes from its environment, checked before anything starts.
import * as z from 'zod';
import { settingDefaults } from '../../shared/domain/settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const loopback = '127.0.0.0/8,::1/128';

const schema = z.object({
  PORT: port.default(8080),
  DATA_DIR: z.string().min(1).default('.local'),
  ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e][\x20-\x7e]{14,}[\x21-\x7e]$/, 'must have 16 printable characters or more')
    .optional(),
  CALLMETRIK_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  CALLMETRIK_USER_ID: z.string().min(1).default('local'),
  CALLMETRIK_TOKEN: z.string().min(1).default('local-callmetrik-token'),
  // Unset means loopback; set but empty means nothing.
  DOWNLOAD_ALLOW_CIDRS: z.string().default(loopback),
  FORWARD_ALLOW_CIDRS: z.string().default(loopback),
  /** A fortnight of made-up calls for the panel, on the first start. */
  DEMO_DATA: z.stringbool().default(true),
  /** How often the sweeper runs; on AWS each minute. */
  SWEEP_SECONDS: z.coerce.number().positive().default(60),
});

const settingSchema = z
  .string()
  .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/, 'must be a number, or numbers with commas between them');

/** The settings of shared/domain/settings.ts that the environment names. @throws Error that names each wrong variable */
export const readTuning = (
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> => {
  const given = Object.entries(environment).filter(([name, value]) => name in settingDefaults && value);
  const parsed = z.record(z.string(), settingSchema).safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
};

export type LocalSettings = z.output<typeof schema>;

/** An empty variable counts as unset, except for the two lists. @throws Error that names each wrong variable */
export const readLocalSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): LocalSettings => {
  const given = Object.entries(environment).filter(
    ([name, value]) => value !== '' || name.endsWith('_ALLOW_CIDRS'),
  );
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
};
