// The settings of one stage, checked before anything is built from them.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { alwaysRefused, parseAllowCidrs } from '../shared/domain/address-policy.ts';
import { type SettingName, settingDefaults } from '../shared/domain/settings.ts';
import { parseWebhookAuth } from '../shared/domain/vendor-proof.ts';
import { number, numbers } from '../shared/env.ts';
import { explainUnknown } from './deploy/explain-unknown.ts';

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#]+[^\s?#]*[^\s/?#]$/, 'an http or https URL without a slash at its end');
const hostName = z
  .string()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    'a host name in lower case, without scheme or path',
  );

const domainSchema = z.strictObject({
  /** The host name callers use. The API's own address is switched off then, unless kept. */
  name: hostName,
  /** Of a certificate for that name, in the stack's own region. */
  certificateArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/, 'the ARN of an ACM certificate'),
  /** The Route 53 zone that gets the records. Left out: the output CnameTarget says where a record must point. */
  hostedZone: z.strictObject({ id: z.string().regex(/^Z[0-9A-Z]+$/), name: hostName }).optional(),
  /** Leaves the API's own address on while vendor and callers move from it to the host name. */
  keepOwnAddress: z.boolean().default(false),
});

/** What it must let out, and what it costs: docs/decisions/0011-private-forward-targets.md. */
const forwardVpcSchema = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]+$/),
  /** Private ones, with a route to all that the function talks to; each with its availability zone, in the same order. */
  subnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]+$/)).min(1),
  availabilityZones: z.array(z.string().min(1)).min(1),
  /** Left out: one is made that lets everything out and nothing in. */
  securityGroupIds: z
    .array(z.string().regex(/^sg-[0-9a-f]+$/))
    .max(5)
    .default([]),
});

/** The rule by which functions read it from their environment. */
const settingRule = (name: string) =>
  typeof settingDefaults[name as SettingName] === 'string'
    ? { schema: numbers, means: 'numbers with commas between them, such as "5,300,1800"' }
    : { schema: number, means: 'a number, 0 or more, such as 25' };

const settingNames = Object.keys(settingDefaults) as [SettingName, ...SettingName[]];
const settingsSchema = z
  .partialRecord(
    z.enum(settingNames),
    z.union([z.number(), z.string()], 'must be a number, or numbers with commas between them'),
  )
  .superRefine((given, context) => {
    for (const [name, value] of Object.entries(given)) {
      const { schema, means } = settingRule(name);
      if (schema.safeParse(String(value)).success) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `${JSON.stringify(value)} must be ${means}`,
      });
    }
  });

/** Every setting of a stage; docs/deploy.md has them as a table. */
export const stageSchema = z.strictObject({
  /**
   * Part of the stack's name, and the one dimension of its metrics: one account may hold several stages, each with
   * a name of its own. Two of one name in one region would count into the same numbers and wake each other's alarms.
   */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/),
  /** A host name of your own. Left out: the address API Gateway gives. */
  domain: domainSchema.optional(),
  /** What links are made of, where something of yours stands in front. Left out: the domain, or the API's own address. */
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
  /** The network that results are posted from, where customers' servers are private. Left out: the internet. */
  forwardVpc: forwardVpcSchema.optional(),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  /** Concurrency set aside for submit, webhook and sweep. New AWS accounts have too little for it. */
  reserveConcurrency: z.boolean().default(true),
  /** Until it is false, and was deployed so, CloudFormation refuses to delete the stack. */
  terminationProtection: z.boolean().default(true),
  logRetentionDays: z.union([7, 14, 30, 90, 365].map((days) => z.literal(days))).default(30),
  /** Calls the API takes per second, in bursts too; beyond it API Gateway answers 429 by itself. */
  requestsPerSecond: z.number().int().min(10).default(500),
  /** Who is told of alarms; the address must confirm it once. Left out: subscribe to the topic of the output. */
  alarmEmail: z.email().optional(),
  /** Where operators find docs/runbook.md: alarms and the dashboard link there. */
  runbookUrl: z.string().min(1).default('docs/runbook.md'),
  /** Minutes an accepted recording may be without a result until somebody is told. */
  noResultMinutes: z.number().int().min(5).default(60),
  /** Any limit or interval of shared/domain/settings.ts. */
  settings: settingsSchema.default({}),
});

/** What may stand at each place that has names of its own. */
const namesAt: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(stageSchema.shape),
  callmetrik: Object.keys(stageSchema.shape.callmetrik.shape),
  domain: Object.keys(domainSchema.shape),
  'domain.hostedZone': Object.keys(domainSchema.shape.hostedZone.unwrap().shape),
  forwardVpc: Object.keys(forwardVpcSchema.shape),
  settings: settingNames,
};

export type Stage = z.output<typeof stageSchema>;
export type StageInput = z.input<typeof stageSchema>;

/** A range that nobody can read, or that is refused all the same, must stop the deployment, not the first download. */
const checkAllowCidrs = (stage: Stage): void => {
  for (const setting of ['downloadAllowCidrs', 'forwardAllowCidrs'] as const) {
    for (const cidr of parseAllowCidrs(stage[setting].join(','), [])) {
      const reason = alwaysRefused(cidr);
      if (reason === undefined) continue;
      throw new Error(
        `stage settings: ${setting} names ${cidr} (${reason}), which is refused whatever a stage says: take it out`,
      );
    }
  }
};

/** @throws Error that names each wrong setting, its value's problem and the fix */
export const parseStage = (input: unknown): Stage => {
  const parsed = stageSchema.safeParse(input);
  if (!parsed.success) {
    throw new Error(`stage settings: ${z.prettifyError(explainUnknown(parsed.error, namesAt))}`);
  }
  const stage = parsed.data;
  checkAllowCidrs(stage);
  if (parseWebhookAuth(stage.webhookAuth).kind === 'none' && !stage.allowUnsignedWebhook) {
    throw new Error(
      'stage settings: webhookAuth is "none", so anybody could write results. Set it to token, header:x-name or hmac:x-name, or say allowUnsignedWebhook: true',
    );
  }
  const { domain, forwardVpc } = stage;
  if (domain?.hostedZone && !`.${domain.name}`.endsWith(`.${domain.hostedZone.name}`)) {
    throw new Error(
      `stage settings: domain.name is "${domain.name}", which is not in the hosted zone ${domain.hostedZone.name}`,
    );
  }
  if (forwardVpc && forwardVpc.subnetIds.length !== forwardVpc.availabilityZones.length) {
    throw new Error(
      'stage settings: forwardVpc needs one availability zone for each subnet, in the same order',
    );
  }
  return stage;
};

/**
 * Reads `<name>.json` in the folder; `infra/stages/` unless said otherwise.
 * @throws Error when it says another name than its own: the stack of another stage would be deployed
 */
export const loadStage = (name: string, folder = new URL('stages/', import.meta.url)): Stage => {
  const given: object = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  if ('name' in given && given.name !== name) {
    throw new Error(
      `stage settings: name is ${JSON.stringify(given.name)} in ${name}.json: leave it out, the file's name is the stage's`,
    );
  }
  return parseStage({ ...given, name });
};
