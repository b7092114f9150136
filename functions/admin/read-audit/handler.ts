// Connects the audit route to the accounts table.
import type * as z from 'zod/mini';
import type { AuditEntry } from '../../../shared/domain/audit-entry.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { readQuery } from '../../native/read-query.ts';
import { adminAdapters, adminDoor } from '../admin-door.ts';
import { nextCursor, readPage } from '../read-body.ts';
import { type auditView, contract } from './contract.ts';

const view = ({ account: _, expiresAtSeconds: __, ...entry }: AuditEntry): z.output<typeof auditView> =>
  entry;

export const handler = onFirstEvent(() => {
  const adapters = adminAdapters(readEnv(contract.env));
  return adminDoor(contract, adapters, {
    'GET /v1/admin/audit': async (request, { account }) => {
      const { limit, after } = readPage(readQuery(request, ['limit', 'cursor']));
      const page = await adapters.operators.listAudit(account, limit, after);
      return { status: 200, body: { items: page.items.map(view), nextCursor: nextCursor(page.next) } };
    },
  });
});
