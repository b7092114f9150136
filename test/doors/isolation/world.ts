// What every operation of the proof has at hand.
import type { Agent } from 'node:http';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { type CallAnswer, sendCall } from '../fuzz/send-call.ts';
import type { Evidence } from './evidence.ts';
import type { OutsideWorld } from './outside-world.ts';
import type { Tenant } from './tenants.ts';

export interface World {
  readonly stack: TestStack;
  readonly agent: Agent;
  readonly outside: OutsideWorld;
  readonly tenants: readonly Tenant[];
  /** Names that several sources give to recordings of theirs. */
  readonly sharedAudioIds: readonly string[];
  readonly evidence: Evidence;
  readonly random: Randomness;
  /** The uploads whose results the proof itself brings; the simulator brings the others'. */
  readonly awaitsPump: Set<string>;
  /** Secrets that were sent or shown, and may be in no log. */
  readonly secrets: Set<string>;
}

export interface TenantCall {
  readonly method?: string;
  readonly path: string;
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** A call of one source: whatever is answered, head and body, is looked through. */
export const callAs = async (world: World, tenant: Tenant, call: TenantCall): Promise<CallAnswer> => {
  const { method = 'GET', path, key, headers, json } = call;
  const answer = await sendCall(world.stack.baseUrl, world.agent, {
    method,
    path,
    headers: {
      ...(key !== undefined && { 'x-api-key': key }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json !== undefined && { body: Buffer.from(JSON.stringify(json)) }),
  });
  const route = `${method} ${path.split('?')[0]}`;
  world.evidence.look(tenant.index, route, `${JSON.stringify(answer.headers)} ${answer.text}`);
  if (answer.status === 0 || answer.text.includes('INTERNAL_ERROR'))
    world.evidence.breach('broken', `${route}: ${answer.status} ${answer.text}`);
  return answer;
};

export const jsonOf = ({ text }: CallAnswer): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};
