// The settings of one stage, checked before anything is built from them.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseAllowCidrs } from '../shared/domain/address-policy.ts';
import { type SettingName, settingDefaults } from '../shared/domain/settings.ts';
import { parseWebhookAuth } from '../shared/domain/vendor-proof.ts';

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#]+[^\s?#]*[^\s/?#]$/, 'an http or https URL without a slash at its end');
const settingNames = Object.keys(settingDefaults) as [SettingName, ...SettingName[]];

const stageSchema = z.strictObject({
  /** Part of the stack's name: one account may hold several stages. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
  /** What callers use. Left out: the address API Gateway gives. */
  publicBaseUrl: httpUrl.optional(),
  /** What browsers may call the dialect routes from; `none` turns CORS off. */
  corsOrigin: z.string().min(1).default('*'),
  callmetrik: z.strictObject({
    baseUrl: httpUrl,
    userId: z.string().min(1),
    uploadPath: z.string().startsWith('/').default('/v1.3/audio_upload/upload-audio-file/{userId}'),
    tokenHeader: z.string().default('PDAI-API-Token'),
    filePart: z.string().default('files'),
    /** The multipart field for a callback URL, when the vendor takes one. */
    callbackField: z.string().optional(),
  }),
  /** How the vendor proves itself: `token`, `header:x-name` or `hmac:x-name`. */
  webhookAuth: z.string().default('none'),
  /** Says out loud that anybody who knows the webhook's URL may write results. */
  allowUnsignedWebhook: z.boolean().default(false),
  /** Ranges exempt from what downloads and forwards refuse. Never loopback, link-local or metadata addresses. */
  downloadAllowCidrs: z.array(z.string()).default([]),
  forwardAllowCidrs: z.array(z.string()).default([]),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** Concurrency set aside for submit, webhook and sweep. New AWS accounts have too little for it. */
  reserveConcurrency: z.boolean().default(true),
  logRetentionDays: z.union([7, 14, 30, 90, 365].map((days) => z.literal(days))).default(30),
  /** Any limit or interval of shared/domain/settings.ts. */
  settings: z.partialRecord(z.enum(settingNames), z.union([z.number(), z.string()])).default({}),
});

export type Stage = z.output<typeof stageSchema>;
export type StageInput = z.input<typeof stageSchema>;

/** @throws Error that names each wrong setting, its value's problem and the fix */
export const parseStage = (input: unknown): Stage => {
  const parsed = stageSchema.safeParse(input);
  if (!parsed.success) throw new Error(`stage settings: ${z.prettifyError(parsed.error)}`);
  const stage = parsed.data;
  // A range that nobody can read must stop the deployment, not the first download.
  parseAllowCidrs([...stage.downloadAllowCidrs, ...stage.forwardAllowCidrs].join(','), []);
  if (parseWebhookAuth(stage.webhookAuth).kind === 'none' && !stage.allowUnsignedWebhook) {
    throw new Error(
      'stage settings: webhookAuth is "none", so anybody could write results. Set it to token, header:x-name or hmac:x-name, or say allowUnsignedWebhook: true',
    );
  }
  return stage;
};

/** Reads `infra/stages/<name>.json`. */
export const loadStage = (name: string): Stage => {
  const file = new URL(`stages/${name}.json`, import.meta.url);
  return parseStage({ name, ...JSON.parse(readFileSync(file, 'utf8')) });
};
