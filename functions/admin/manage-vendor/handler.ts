// Connects the vendor's brake to the accounts table.
import type * as z from 'zod/mini';
import type { Brake } from '../../../shared/domain/brake.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { adminAdapters, adminDoor } from '../admin-door.ts';
import { readJson } from '../read-body.ts';
import { contract, putVendorBody, type vendorView } from './contract.ts';
import { pauseVendor } from './pause-vendor.ts';

const view = ({ isPaused, pausedAt, resumedAt }: Brake): z.output<typeof vendorView> => ({
  paused: isPaused,
  pausedAt: isPaused ? (pausedAt ?? null) : null,
  resumedAt: resumedAt ?? null,
});

export const handler = onFirstEvent(() => {
  const adapters = adminAdapters(readEnv(contract.env));
  return adminDoor(contract, adapters, {
    'GET /v1/admin/vendor': async (_, { account }) => ({
      status: 200,
      body: view(await adapters.accounts.getVendorBrake(account)),
    }),
    'PUT /v1/admin/vendor': async (request, { account }) => {
      const { paused } = readJson(request, putVendorBody);
      return { status: 200, body: view(await pauseVendor(adapters, account, paused)) };
    },
  });
});
