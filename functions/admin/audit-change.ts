// A change by an operator → its entry in the audit, written before it begins: no change without one.
import { type AuditEntry, auditFields, auditKeptSeconds } from '../../shared/domain/audit-entry.ts';
import type { Clock, Randomness } from '../../shared/domain/randomness.ts';
import { VoxgateError } from '../../shared/domain/voxgate-error.ts';
import type { HttpAnswer, HttpRequest } from '../../shared/edge/http-request.ts';
import type { Log } from '../../shared/use-cases/ports.ts';
import type { Operator } from './authorise-operator.ts';

export interface AdminAnswer extends HttpAnswer {
  /** What was changed, where the path does not say it: the audit names it. */
  readonly changed?: string;
}

export interface AuditDeps {
  readonly operators: {
    beginAudit(entry: AuditEntry): Promise<void>;
    endAudit(id: string, outcome: string, target: string): Promise<void>;
  };
  readonly clock: Clock;
  readonly random: Randomness;
  readonly log: Log;
}

const bodyOf = (request: HttpRequest): unknown => {
  try {
    return JSON.parse(Buffer.from(request.body).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** @param change whose it is, and what the contract calls it */
export const audited = async (
  deps: AuditDeps,
  request: HttpRequest,
  change: { readonly operator: Operator; readonly action: string },
  work: () => Promise<AdminAnswer>,
): Promise<AdminAnswer> => {
  const { operator, action } = change;
  const nowMs = deps.clock.now();
  const target = Object.values(request.pathParameters).join(' ').slice(0, 300).toWellFormed();
  const entry: AuditEntry = {
    id: `aud_${deps.random.token(24)}`,
    account: operator.account,
    at: new Date(nowMs).toISOString(),
    actor: { keyId: operator.key.id, label: operator.key.label, via: operator.via },
    ...{ action, target },
    fields: auditFields(bodyOf(request)),
    requestId: request.requestId,
    outcome: 'begun',
    expiresAtSeconds: Math.floor(nowMs / 1000) + auditKeptSeconds,
  };
  await deps.operators.beginAudit(entry);
  // It stands as begun then, which is true: what came of it is not known from here.
  const end = (outcome: string, changed = target) =>
    deps.operators
      .endAudit(entry.id, outcome, changed)
      .catch((error: unknown) => deps.log.warn('audit entry not ended', { auditId: entry.id, error }));
  try {
    const answer = await work();
    await end('done', answer.changed);
    return answer;
  } catch (error) {
    await end(error instanceof VoxgateError ? error.code : 'INTERNAL_ERROR');
    throw error;
  }
};
