// Connects the vendor's brake to the accounts table.
import type * as z from 'zod/mini';
import { AccountsTable } from '../../../shared/aws/accounts-table.ts';
import { documentClient } from '../../../shared/aws/clients.ts';
import type { Brake } from '../../../shared/domain/brake.ts';
import { clock } from '../../../shared/edge/chance.ts';
import { httpDoor } from '../../../shared/edge/http-door.ts';
import { log } from '../../../shared/edge/log.ts';
import { metricLines } from '../../../shared/edge/metrics.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { errorBody } from '../../native/error-body.ts';
import { adminAccount, readJson } from '../admin-door.ts';
import { contract, putVendorBody, type vendorView } from './contract.ts';
import { pauseVendor } from './pause-vendor.ts';

const view = ({ isPaused, pausedAt, resumedAt }: Brake): z.output<typeof vendorView> => ({
  paused: isPaused,
  pausedAt: isPaused ? (pausedAt ?? null) : null,
  resumedAt: resumedAt ?? null,
});

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const accounts = new AccountsTable({
    client: documentClient(),
    tableName: env.ACCOUNTS_TABLE,
    cacheSeconds: env.ACCOUNT_CACHE_SECONDS,
  });
  const deps = { accounts, keys: accounts.keys, clock, log };
  return httpDoor({
    contract,
    errorBody,
    metrics: metricLines({ stage: env.STAGE, clock }),
    respond: async (request) => {
      const account = await adminAccount(deps, request);
      const brake =
        request.method === 'PUT'
          ? await pauseVendor(deps, account, readJson(request, putVendorBody).paused)
          : await accounts.getVendorBrake(account);
      return { status: 200, body: view(brake) };
    },
  });
});
