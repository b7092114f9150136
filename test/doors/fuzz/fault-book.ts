// The faults a proof has found: how many of each kind, and of each route the smallest call that shows one.
import type { Fault } from './judge-answer.ts';
import type { Call } from './send-call.ts';

export interface FaultBook {
  note(route: string, call: Call, fault: Fault): void;
  count(kind: Fault['kind']): number;
  /** One line for each route and kind. */
  smallest(): readonly string[];
}

const sizeOf = (call: Call): number =>
  call.path.length + JSON.stringify(call.headers).length + (call.body?.length ?? 0);

const shown = (call: Call): string =>
  [
    call.method,
    call.path.slice(0, 300),
    JSON.stringify(call.headers).slice(0, 400),
    JSON.stringify(call.body?.subarray(0, 300).toString('latin1') ?? ''),
  ].join(' ');

export const faultBook = (): FaultBook => {
  const counts = { failure: 0, schema: 0 };
  const smallest = new Map<string, { readonly call: Call; readonly fault: Fault }>();
  return {
    note: (route, call, fault) => {
      counts[fault.kind] += 1;
      // The beginning of why tells one fault of a route from another.
      const key = `${route} ${fault.kind} ${fault.why.slice(0, 60)}`;
      const known = smallest.get(key);
      if (!known || sizeOf(call) < sizeOf(known.call)) smallest.set(key, { call, fault });
    },
    count: (kind) => counts[kind],
    smallest: () => [...smallest.values()].map(({ call, fault }) => `${fault.why}\n    ${shown(call)}`),
  };
};
