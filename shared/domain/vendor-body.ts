// What a speech vendor says, in the seed's shape: read leniently, passed on untouched.
import * as z from 'zod/mini';

const textSchema = z.union([z.string(), z.pipe(z.number(), z.transform(String))]);

/** A field that is null or of a type we do not know says nothing: the rest of the body still counts. */
const lenient = <Value>(schema: z.ZodMiniType<Value>) => z.catch(z.optional(schema), undefined);

/** Goes into the item and its timeline, so it is cut; an empty one is as good as none. */
const shortTextSchema = z.pipe(
  textSchema,
  z.transform((text: string) => text.slice(0, 200) || undefined),
);

/** Longer than any that is ever submitted, and short enough that an item holds those of a whole batch: it stays unknown. */
const audioIdSchema = z.pipe(
  textSchema,
  z.transform((text: string) => text.slice(0, 201)),
);

/** Seconds, to the millisecond: no table takes every number that JSON may hold, and no call lasts ten million. */
const durationSchema = z.pipe(
  z.number().check(z.minimum(0), z.maximum(1e7)),
  z.transform((seconds: number) => Math.round(seconds * 1000) / 1000),
);

const resultSchema = z.looseObject({
  audioID: lenient(audioIdSchema),
  audioSource: lenient(z.string()),
  transcription: lenient(z.string()),
  language: lenient(shortTextSchema),
  duration: lenient(durationSchema),
  error_code: lenient(shortTextSchema),
});

const bodySchema = z.looseObject({
  success: lenient(z.boolean()),
  error_code: lenient(shortTextSchema),
  results: lenient(z.array(z.unknown())),
});

/** An audioID of 20 digits is a name, not a quantity: a number there keeps its digits. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text, (key, value: unknown, context?: { source?: string }) =>
      key === 'audioID' && typeof value === 'number' && /^-?\d+$/.test(context?.source ?? '')
        ? context?.source
        : value,
    );
  } catch {
    return undefined;
  }
};

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
    // Made when it is asked for: hundreds of results beside each other would each hold the body they share.
    get bodyText() {
      return isAlone ? text : JSON.stringify({ ...body, success: succeeded, results: [raw] });
    },
    ...(audioSource !== undefined && { source: audioSource }),
    ...(transcription !== undefined && { transcription }),
    ...(language !== undefined && { language }),
    ...(duration !== undefined && { durationSeconds: duration }),
    ...(errorCode !== undefined && { errorCode }),
  };
};

/** `undefined` when the text is no JSON object. Results without an audioID are left out. */
export const readVendorBody = (text: string): VendorBody | undefined => {
  const parsed = bodySchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const raw = parsed.data.results ?? [];
  const results = raw.flatMap((result) => readResult(result, parsed.data, text, raw.length === 1) ?? []);
  return {
    isRefusal: parsed.data.success === false,
    ...(parsed.data.error_code !== undefined && { errorCode: parsed.data.error_code }),
    results,
  };
};
