// What a speech vendor says, in the seed's shape: read leniently, passed on untouched.
import * as z from 'zod/mini';

const audioIdSchema = z.union([
  z.string(),
  z.pipe(
    z.number(),
    z.transform((value: number) => String(value)),
  ),
]);

const resultSchema = z.looseObject({
  audioID: z.optional(audioIdSchema),
  audioSource: z.optional(z.string()),
  transcription: z.optional(z.string()),
  language: z.optional(z.string()),
  duration: z.optional(z.number()),
  message: z.optional(z.string()),
  error_code: z.optional(z.string()),
});

const bodySchema = z.looseObject({
  success: z.optional(z.boolean()),
  message: z.optional(z.string()),
  error_code: z.optional(z.string()),
  results: z.optional(z.array(z.unknown())),
});

/** One recording's result out of a vendor's body. */
export interface VendorResult {
  readonly audioId: string;
  readonly source?: string;
  readonly succeeded: boolean;
  readonly transcription?: string;
  readonly language?: string;
  readonly durationSeconds?: number;
  readonly errorCode?: string;
  /** A body that holds this result alone, in the vendor's shape: the whole body where it has just one. */
  readonly bodyText: string;
}

export interface VendorBody {
  /** `false`: the vendor says aloud that it failed. */
  readonly isRefusal: boolean;
  readonly errorCode?: string;
  readonly results: readonly VendorResult[];
}

type Body = z.output<typeof bodySchema>;

const readResult = (raw: unknown, body: Body, text: string, isAlone: boolean): VendorResult | undefined => {
  const parsed = resultSchema.safeParse(raw);
  if (!parsed.success || !parsed.data.audioID) return undefined;
  const { audioID, audioSource, transcription, language, duration, error_code } = parsed.data;
  const succeeded =
    error_code === undefined && (body.success !== false || (!isAlone && transcription !== undefined));
  const errorCode = succeeded ? undefined : (error_code ?? body.error_code ?? 'VENDOR_REJECTED');
  return {
    audioId: audioID,
    succeeded,
    bodyText: isAlone ? text : JSON.stringify({ ...body, success: succeeded, results: [raw] }),
    ...(audioSource !== undefined && { source: audioSource }),
    ...(transcription !== undefined && { transcription }),
    ...(language !== undefined && { language }),
    ...(duration !== undefined && { durationSeconds: duration }),
    ...(errorCode !== undefined && { errorCode }),
  };
};

/** `undefined` when the text is no JSON object. Results without an audioID are left out. */
export const readVendorBody = (text: string): VendorBody | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return Array.isArray(json) || typeof json === 'object' ? noResults : undefined;
  const raw = parsed.data.results ?? [];
  const results = raw.flatMap((result) => readResult(result, parsed.data, text, raw.length === 1) ?? []);
  return {
    isRefusal: parsed.data.success === false,
    ...(parsed.data.error_code !== undefined && { errorCode: parsed.data.error_code }),
    results,
  };
};

const noResults: VendorBody = { isRefusal: false, results: [] };
