// What an answer to a stranger's call may be: what its contract says, or the platform's own refusal.
import type * as z from 'zod/mini';
import { errorBodySchema as gatewayError } from '../../../functions/gateway/error-body.ts';
import { errorBodySchema as nativeError } from '../../../functions/native/error-body.ts';
import type { FunctionContract } from '../../../shared/contract.ts';
import { errorCodes } from '../../../shared/domain/voxgate-error.ts';
import type { CallAnswer } from './send-call.ts';

/** `failure`: an outcome of ours that no caller may ever see. `schema`: something else than was promised. */
export interface Fault {
  readonly kind: 'failure' | 'schema';
  readonly why: string;
}

/** What API Gateway says by itself: a broken path or header, an unknown path, a body above 10 MB. */
const platformRefusals: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  431: 'Request Header Fields Too Large',
};

/** Outcomes of the work that are told with a status above 499. */
const documented: readonly string[] = ['DOWNLOAD_FAILED', 'CONVERSION_FAILED', 'VENDOR_UNREACHABLE'];

/** The vendor's own words, a stored log, a page: they leave as they are. */
const passesThrough = (contract: FunctionContract): boolean =>
  ['SubmitRecording', 'ReadJsonLog', 'ServePanel'].includes(contract.name);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const codeOf = (body: unknown): string | undefined => {
  const { error_code: gateway, error: native } = (body ?? {}) as {
    error_code?: unknown;
    error?: { code?: unknown } | null;
  };
  const code = gateway ?? (typeof native === 'object' ? native?.code : undefined);
  return typeof code === 'string' ? code : undefined;
};

const errorSchemas = (contract: FunctionContract, status: number): readonly z.ZodMiniType[] => {
  const declared = contract.responses?.[status];
  const own = contract.folder.startsWith('functions/gateway/') ? gatewayError : nativeError;
  // What no Lambda takes is refused in front of the function, in one body for all doors.
  return [declared ?? own, ...(status === 413 ? [gatewayError] : [])];
};

const schemaFault = (contract: FunctionContract, answer: CallAnswer, body: unknown): string | undefined => {
  const { status, headers } = answer;
  if (status >= 400) {
    if ((body as { message?: unknown })?.message === platformRefusals[status]) return undefined;
    if (!errorSchemas(contract, status).some((schema) => schema.safeParse(body).success))
      return 'no error body of this door';
    if (!((codeOf(body) ?? '') in errorCodes)) return `unknown code ${codeOf(body)}`;
    return headers['x-request-id'] === undefined ? 'no x-request-id' : undefined;
  }
  if (status === 204 || status === 304) return answer.text === '' ? undefined : 'a body where none belongs';
  const schema = contract.responses?.[status];
  if (schema) {
    const parsed = schema.safeParse(body);
    return parsed.success
      ? undefined
      : `breaks the schema of ${status}: ${parsed.error.message.slice(0, 300)}`;
  }
  return status === 200 && passesThrough(contract) ? undefined : `a status the contract does not name`;
};

/** @param method as it was sent. @returns `undefined` when all is well */
export const judgeAnswer = (
  contract: FunctionContract,
  method: string,
  answer: CallAnswer,
): Fault | undefined => {
  const { status, text } = answer;
  if (status === 0) return { kind: 'schema', why: `no answer: ${text}` };
  // What the platform refuses by itself has its body even so; a HEAD has none, and its status is all there is.
  if (method === 'HEAD') return status >= 500 ? { kind: 'failure', why: `${status}` } : undefined;
  const body = parse(text);
  const code = codeOf(body);
  if (code === 'INTERNAL_ERROR' || (status >= 500 && !documented.includes(code ?? '')))
    return { kind: 'failure', why: `${status} ${code ?? text.slice(0, 200)}` };
  const why = schemaFault(contract, answer, body);
  return why === undefined ? undefined : { kind: 'schema', why: `${status}: ${why}: ${text.slice(0, 200)}` };
};
