// A JSON object's top-level fields. Numbers keep their digits: an audioID of 20 digits is a name, not a quantity.
import { decodeUtf8, type Fields, malformed, toFields } from './fields.ts';

/** JSON.parse takes the last of two equal keys in silence; what it does not tell is counted here. */
const topLevelKeys = (text: string): readonly string[] => {
  const keys: string[] = [];
  let depth = 0;
  const token = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\]]/gs;
  for (const [found, literal, colon] of text.matchAll(token)) {
    if (found === '{' || found === '[') depth += 1;
    else if (found === '}' || found === ']') depth -= 1;
    else if (depth === 1 && colon !== undefined) keys.push(JSON.parse(literal ?? '') as string);
  }
  return keys;
};

const plainDigits = /^-?\d+$/;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && context?.source !== undefined && plainDigits.test(context.source)
        ? new Digits(context.source)
        : value,
    );
  } catch {
    throw malformed('The request body is not valid JSON');
  }
};

/** An integer as it was written. */
export class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** @param text JSON that parses. @throws VoxgateError INVALID_PARAMETER when a top-level key comes twice */
export const refuseRepeatedKeys = (text: string): void => {
  toFields(topLevelKeys(text).map((key) => [key, undefined]));
};

/** API Gateway hands JSON over as text, in which this stands where bytes were no UTF-8. */
const replacement = '\ufffd';

/** @throws VoxgateError INVALID_PARAMETER */
export const readJsonObject = (body: Uint8Array): Fields => {
  const text = decodeUtf8(body);
  if (text.includes(replacement)) throw malformed('The request body is not valid UTF-8');
  const json = parse(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof Digits) {
    throw malformed('The request body must be a JSON object');
  }
  refuseRepeatedKeys(text);
  return toFields(Object.entries(json));
};
