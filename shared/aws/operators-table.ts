// Operators' items in the accounts table: their sessions in the panel, and what they changed.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuditEntry, auditEntrySchema } from '../domain/audit-entry.ts';
import { type Session, sessionSchema } from '../domain/session.ts';
import { KeyedItems, type Page } from './keyed-items.ts';

const sessionPk = (hash: string): string => `SESSION#${hash}`;
const auditPk = (id: string): string => `AUDIT#${id}`;

export class OperatorsTable {
  readonly #items: KeyedItems;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#items = new KeyedItems(client, tableName);
  }

  async createSession(session: Session): Promise<void> {
    await this.#items.put({ ...session, pk: sessionPk(session.hash) });
  }

  /** Never from a cache: signing out takes effect at once. */
  getSession(hash: string): Promise<Session | undefined> {
    return this.#items.get(sessionPk(hash), sessionSchema);
  }

  async touchSession(hash: string, seenAt: number): Promise<void> {
    await this.#items.change(sessionPk(hash), { seenAt }, sessionSchema);
  }

  deleteSession(hash: string): Promise<void> {
    return this.#items.remove(sessionPk(hash));
  }

  async beginAudit(entry: AuditEntry): Promise<void> {
    const listed = { listPk: `AUDITS#${entry.account}`, listSk: `${entry.at}#${entry.id}` };
    await this.#items.put({ ...entry, pk: auditPk(entry.id), ...listed });
  }

  async endAudit(id: string, outcome: string, target: string): Promise<void> {
    await this.#items.change(auditPk(id), { outcome, target }, auditEntrySchema);
  }

  /** Newest first. */
  listAudit(account: string, limit: number, after?: string): Promise<Page<AuditEntry>> {
    return this.#items.list(
      { listPk: `AUDITS#${account}`, isAscending: false, limit, after },
      auditEntrySchema,
    );
  }
}
