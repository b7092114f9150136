// Connects the session routes to the accounts table.
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { adminAdapters, adminDoor } from '../admin-door.ts';
import { sessionCookie } from '../session-cookie.ts';
import { contract } from './contract.ts';
import { authoriseSignIn, endSession, openSession, showSession } from './manage-session.ts';

export const handler = onFirstEvent(() => {
  const adapters = adminAdapters(readEnv(contract.env));
  const deps = { ...adapters, sessions: adapters.operators };
  const cookie = (token: string) => [sessionCookie(deps.publicBaseUrl, token, deps.limits.maxSeconds)];
  return adminDoor(
    contract,
    adapters,
    {
      'GET /v1/admin/session': async (request, operator) => ({
        status: 200,
        body: await showSession(deps, request, operator),
      }),
      'POST /v1/admin/session': async (request, operator) => {
        // The cookie that is replaced is of no use to anybody but a thief.
        await endSession(deps, request);
        const { token, view } = await openSession(deps, operator);
        return { status: 201, cookies: cookie(token), body: view };
      },
      'DELETE /v1/admin/session': async (request) => {
        await endSession(deps, request);
        return { status: 204, cookies: cookie('') };
      },
    },
    authoriseSignIn,
  );
});
