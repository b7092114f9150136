// A source: one calling system, its vendor name, and the server its results go to. Data that an admin edits.
import * as z from 'zod/mini';
import { brakeSchema } from './brake.ts';

export const defaultAccount = 'default';

export const sourceSchema = z.object({
  account: z.string(),
  name: z.string(),
  vendorSource: z.string(),
  forwardUrl: z.optional(z.string()),
  forwardHeaders: z.record(z.string(), z.string()),
  /** `webhook`: the webhook's result is forwarded. `always`: the first result too, however it came. */
  forward: z.enum(['webhook', 'always']),
  /**
   * Sealed with the deployment's sealing key; never read back in clear. Newest first; an older one signs along
   * until its `validUntil`, so that receivers can change over.
   */
  signingSecrets: z.array(z.object({ sealed: z.string(), validUntil: z.optional(z.string()) })),
  language: z.optional(z.string()),
  retentionDays: z.optional(z.number()),
  isActive: z.boolean(),
  /** Put on by an operator: its recordings are taken and kept, but go neither to the vendor nor to its server. */
  brake: z.optional(brakeSchema),
  /** Since when deliveries are switched off, because the target said 410 or failed for five days. */
  forwardDisabledAt: z.optional(z.string()),
  forwardDisabledReason: z.optional(z.string()),
  /** First failure of the current unbroken row of failures. */
  forwardFailingSince: z.optional(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Source = z.output<typeof sourceSchema>;

/** Letters, digits and a few marks: a name is used in URLs and logs. */
export const sourceNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The rows a new deployment starts with: the seed's three systems. */
export const firstSources: readonly { readonly name: string; readonly vendorSource: string }[] = [
  { name: 'PBXdemo', vendorSource: 'pbx' },
  { name: 'CCDdemo', vendorSource: 'ccd' },
  { name: 'OmniCoredemo', vendorSource: 'omnichannel' },
];
