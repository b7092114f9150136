// A tester's door to the vendor simulator: plans in, what was received out, all of it JSON over HTTP.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '../loopback-server.ts';
import type { PlanBook } from './plan.ts';
import type { RequestLog } from './request-log.ts';

const maxPlanBytes = 4 * 1024 * 1024;

interface Control {
  readonly plans: PlanBook;
  readonly log: RequestLog;
}

const routes = [
  'GET /simulator/plans',
  'PUT /simulator/plans/{audioID}',
  'DELETE /simulator/plans',
  'PUT /simulator/default',
  'GET /simulator/requests?audioID=',
  'DELETE /simulator/requests',
] as const;

/** Answers every path under `/simulator`; an unknown one with the list of those that exist. */
export async function control(
  { plans, log }: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const planOf = /^\/simulator\/plans\/([^/]+)$/.exec(url.pathname)?.[1];
  if (request.method === 'PUT' && planOf !== undefined) {
    return put(request, response, (plan) => plans.put(decodeURIComponent(planOf), plan));
  }
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /simulator/plans':
      return sendJson(response, 200, plans.list());
    case 'PUT /simulator/default':
      return put(request, response, (plan) => plans.putDefault(plan));
    case 'DELETE /simulator/plans':
      plans.clear();
      response.writeHead(204).end();
      return;
    case 'GET /simulator/requests': {
      const items = log.list(url.searchParams.get('audioID') ?? undefined);
      return sendJson(response, 200, { count: items.length, items });
    }
    case 'DELETE /simulator/requests':
      log.clear();
      response.writeHead(204).end();
      return;
    default:
      return sendJson(response, 404, { message: 'No such route of the vendor simulator', routes });
  }
}

async function put(
  request: IncomingMessage,
  response: ServerResponse,
  store: (plan: unknown) => unknown,
): Promise<void> {
  const text = (await readBody(request, maxPlanBytes)).toString('utf8');
  try {
    sendJson(response, 200, store(JSON.parse(text)));
  } catch (error) {
    if (error instanceof z.ZodError) sendJson(response, 400, { message: z.prettifyError(error) });
    else if (error instanceof SyntaxError) sendJson(response, 400, { message: `Not JSON: ${error.message}` });
    else if (error instanceof URIError)
      sendJson(response, 400, { message: 'The audioID in the path is badly encoded' });
    else throw error;
  }
}
