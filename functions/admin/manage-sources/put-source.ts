// A source is created or replaced; its signing secret is sealed before it is written and never read back.
import type * as z from 'zod/mini';
import { setBrake } from '../../../shared/domain/brake.ts';
import { outgoingHeaderProblem } from '../../../shared/domain/outgoing-headers.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import { isSigningSecret } from '../../../shared/domain/sign-webhook.ts';
import { type Source, sourceNamePattern } from '../../../shared/domain/source.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import { againOnConflict } from '../../../shared/use-cases/again-on-conflict.ts';
import type { Seal } from '../../../shared/use-cases/ports.ts';
import type { putSourceBody } from './contract.ts';
import { checkPreconditions, type Preconditions } from './source-version.ts';

export interface PutSourceDeps {
  readonly accounts: {
    getSource(account: string, name: string): Promise<Source | undefined>;
    /** @throws VersionConflict when it is no longer the one before, or is there and should not be */
    putSource(source: Source, before: Source | undefined): Promise<void>;
  };
  readonly seal: Pick<Seal, 'seal' | 'open'>;
  readonly clock: Clock;
}

type Body = z.output<typeof putSourceBody>;

/** Far from what an item, or a request, may hold. */
const maxHeaders = 30;
const maxHeaderCharacters = 16_000;

/** How long the secret before the last one signs along, so that receivers can change over. */
const rotationMs = 24 * 3_600_000;

/** What says which delivery it is, and that it is ours: https://www.standardwebhooks.com */
const ownHeader = /^webhook-(id|timestamp|signature)$/i;

const invalid = (message: string): VoxgateError => new VoxgateError('INVALID_PARAMETER', message);

const check = (name: string, body: Body): void => {
  if (!sourceNamePattern.test(name))
    throw invalid('name: letters, digits, dot, dash and underscore, at most 64');
  if (body.name !== undefined && body.name !== name) throw invalid('name: differs from the path');
  if (body.forwardUrl) {
    const url = URL.canParse(body.forwardUrl) ? new URL(body.forwardUrl) : undefined;
    if (!url || !/^https?:$/.test(url.protocol))
      throw invalid('forwardUrl: must be an absolute http or https URL');
    // A URL's own parser drops some of them without a word; shown, they would hide where it leads.
    if (/[\p{Cc}\p{Cf}\p{Z}]/u.test(body.forwardUrl))
      throw invalid('forwardUrl: holds blanks or characters that are not seen');
    if (url.username !== '' || url.password !== '')
      throw invalid('forwardUrl: put credentials into forwardHeaders');
  }
  const headers = Object.entries(body.forwardHeaders ?? {});
  if (headers.length > maxHeaders) throw invalid(`forwardHeaders: at most ${maxHeaders}`);
  if (headers.flat().join('').length > maxHeaderCharacters)
    throw invalid(`forwardHeaders: at most ${maxHeaderCharacters} characters in all`);
  if (new Set(headers.map(([header]) => header.toLowerCase())).size < headers.length)
    throw invalid('forwardHeaders: a header comes twice');
  for (const [header, value] of headers) {
    // A table takes no name that every object has.
    if (header in {}) throw invalid(`forwardHeaders: ${header} is no header`);
    const problem = outgoingHeaderProblem(header, value);
    if (problem) throw invalid(`forwardHeaders: ${problem}`);
    if (ownHeader.test(header))
      throw invalid(`forwardHeaders: the header ${header} is set by the gateway itself`);
  }
  if (typeof body.signingSecret === 'string' && !isSigningSecret(body.signingSecret)) {
    throw invalid('signingSecret: must be whsec_ and base64 of 24 to 64 bytes');
  }
};

const signingSecrets = async (
  deps: PutSourceDeps,
  body: Body,
  before: Source | undefined,
): Promise<Source['signingSecrets']> => {
  const [current] = before?.signingSecrets ?? [];
  if (body.signingSecret === undefined) return before?.signingSecrets ?? [];
  if (body.signingSecret === null) return [];
  if (current && (await deps.seal.open(current.sealed)) === body.signingSecret)
    return before?.signingSecrets ?? [];
  const sealed = await deps.seal.seal(body.signingSecret);
  if (!current) return [{ sealed }];
  const validUntil = new Date(deps.clock.now() + rotationMs).toISOString();
  return [{ sealed }, { sealed: current.sealed, validUntil }];
};

const originOf = (url: string | null | undefined): string | undefined =>
  url ? new URL(url).origin : undefined;

/**
 * Left out, they stay: whoever edits a source cannot read them. But they were given for one server, and another must not get
 * them by the way.
 * @throws VoxgateError INVALID_PARAMETER
 */
const forwardHeaders = (body: Body, before: Source | undefined): Source['forwardHeaders'] => {
  if (body.forwardHeaders !== undefined) return body.forwardHeaders;
  const kept = before?.forwardHeaders ?? {};
  if (Object.keys(kept).length === 0) return kept;
  const origin = originOf(body.forwardUrl);
  if (origin !== undefined && origin !== originOf(before?.forwardUrl)) {
    throw invalid(
      'forwardHeaders: forwardUrl names another server, so say which headers it gets, {} for none',
    );
  }
  return kept;
};

interface Put {
  readonly source: Source;
  readonly isNew: boolean;
}

export interface PutSourceRequest {
  readonly account: string;
  readonly name: string;
  readonly body: Body;
  readonly preconditions: Preconditions;
}

const putOnce = async (
  deps: PutSourceDeps,
  { account, name, body, preconditions }: PutSourceRequest,
): Promise<Put> => {
  const before = await deps.accounts.getSource(account, name);
  checkPreconditions(preconditions, before);
  const at = new Date(deps.clock.now()).toISOString();
  const brake =
    body.paused === undefined
      ? before?.brake
      : setBrake(before?.brake ?? { isPaused: false }, body.paused, at);
  const source: Source = {
    account,
    name,
    vendorSource: body.vendorSource,
    forwardHeaders: forwardHeaders(body, before),
    forward: body.forward ?? 'webhook',
    signingSecrets: await signingSecrets(deps, body, before),
    isActive: body.active ?? true,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    ...(brake && { brake }),
    ...(body.forwardUrl && { forwardUrl: body.forwardUrl }),
    ...(body.language && { language: body.language }),
    ...(body.retentionDays && { retentionDays: body.retentionDays }),
  };
  await deps.accounts.putSource(source, before);
  return { source, isNew: before === undefined };
};

/** @throws VoxgateError INVALID_PARAMETER, PRECONDITION_FAILED */
export const putSource = async (deps: PutSourceDeps, request: PutSourceRequest): Promise<Put> => {
  check(request.name, request.body);
  return againOnConflict(() => putOnce(deps, request));
};
