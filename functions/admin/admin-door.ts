// What every admin function shares: an operator first, an audit entry around each change, native errors out.
import { AccountsTable } from '../../shared/aws/accounts-table.ts';
import { documentClient } from '../../shared/aws/clients.ts';
import { OperatorsTable } from '../../shared/aws/operators-table.ts';
import type { FunctionContract, HttpTriggers } from '../../shared/contract.ts';
import { clock, random } from '../../shared/edge/chance.ts';
import { type HttpHandler, httpDoor, routesOf } from '../../shared/edge/http-door.ts';
import type { HttpRequest } from '../../shared/edge/http-request.ts';
import { log } from '../../shared/edge/log.ts';
import { metricLines } from '../../shared/edge/metrics.ts';
import type { Env } from '../../shared/env.ts';
import { errorBody } from '../native/error-body.ts';
import type { adminEnv } from './admin-contract.ts';
import { type AdminAnswer, audited } from './audit-change.ts';
import { authoriseOperator, type Operator, type OperatorDeps } from './authorise-operator.ts';

export type AdminResponder = (request: HttpRequest, operator: Operator) => Promise<AdminAnswer>;

/** `GET /v1/admin/keys`: each method of each path that the contract names. */
export type RouteKey<Contract extends FunctionContract> = Contract['trigger'] extends HttpTriggers
  ? {
      [Index in keyof Contract['trigger']['routes']]: Contract['trigger']['routes'][Index] extends {
        readonly path: infer Path extends string;
        readonly methods: readonly (infer Method extends string)[];
      }
        ? `${Method} ${Path}`
        : never;
    }[number]
  : never;

/** What the door itself needs, and what each admin function begins with. */
export const adminAdapters = (env: Env<typeof adminEnv>) => {
  const client = documentClient();
  const { ACCOUNTS_TABLE: tableName, ACCOUNT_CACHE_SECONDS: cacheSeconds } = env;
  return {
    client,
    accounts: new AccountsTable({ client, tableName, cacheSeconds }),
    operators: new OperatorsTable(client, tableName),
    metrics: metricLines({ stage: env.STAGE, clock }),
    limits: { idleSeconds: env.SESSION_IDLE_SECONDS, maxSeconds: env.SESSION_MAX_SECONDS },
    publicBaseUrl: env.PUBLIC_BASE_URL,
    ...{ clock, random, log },
  };
};
export type AdminAdapters = ReturnType<typeof adminAdapters>;

const changeName = (contract: FunctionContract, route: string): string | undefined => {
  const [method, path] = route.split(' ');
  const { changes = {} } = routesOf(contract).find((one) => one.path === path) ?? {};
  return Object.entries(changes).find(([name]) => name === method)?.[1];
};

/** @param authorise who stands before the door, where a route has a way of its own to tell */
export const adminDoor = <Contract extends FunctionContract>(
  contract: Contract,
  adapters: AdminAdapters,
  responders: Readonly<Record<RouteKey<Contract>, AdminResponder>>,
  authorise: (deps: OperatorDeps, request: HttpRequest) => Promise<Operator> = authoriseOperator,
): HttpHandler => {
  const { accounts, operators, metrics } = adapters;
  const table: Readonly<Record<string, AdminResponder>> = responders;
  const deps = { ...adapters, keys: accounts.keys, sessions: operators };
  return httpDoor({
    contract,
    errorBody,
    metrics,
    respond: async (request, route) => {
      const responder = table[route];
      if (!responder) throw new Error(`${route} has no responder`);
      const operator = await authorise(deps, request);
      const action = changeName(contract, route);
      const work = () => responder(request, operator);
      const answer =
        action === undefined ? await work() : await audited(deps, request, { operator, action }, work);
      // What an operator sees is nobody else's: no cache on the way keeps it.
      return { ...answer, headers: { 'cache-control': 'no-store', ...answer.headers } };
    },
  });
};
