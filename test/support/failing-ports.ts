// Ports whose calls are counted, and of which one fails: before it has done anything, or after.
type Port = Readonly<Record<string, unknown>>;

/** What a killed function or a failed network looks like to a use case. */
export class InjectedFault extends Error {}

export interface Failing<Ports> {
  readonly ports: Ports;
  /** The calls made so far, as `port.method`. */
  readonly calls: readonly string[];
}

/**
 * @param names the ports whose calls count
 * @param failAt the number of the call that fails, from 1 on; 0 lets all pass
 * @param when `before`: the effect does not happen; `after`: it does, and nobody hears of it
 */
export const failingPorts = <Ports extends object>(
  ports: Ports,
  names: readonly (keyof Ports)[],
  failAt: number,
  when: 'before' | 'after',
): Failing<Ports> => {
  const calls: string[] = [];
  const wrap = (name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const call = Reflect.get(target, method);
        if (typeof call !== 'function') return call;
        return async (...values: readonly unknown[]) => {
          calls.push(`${name}.${String(method)}`);
          const fails = calls.length === failAt;
          if (fails && when === 'before') throw new InjectedFault(calls.at(-1));
          const answer = await Reflect.apply(call, target, values);
          if (fails) throw new InjectedFault(calls.at(-1));
          return answer;
        };
      },
    });
  const wrapped = names.map((name) => [name, wrap(String(name), ports[name] as Port)]);
  return { ports: { ...ports, ...Object.fromEntries(wrapped) }, calls };
};
