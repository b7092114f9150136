// Ports between two calls of which something else happens: what another function did just then.

/**
 * @param names the ports whose calls count
 * @param at the number of the call before which it happens, from 1 on
 * @param happen once; its own calls go past these ports
 */
export const interleavedPorts = <Ports extends object>(
  ports: Ports,
  names: readonly (keyof Ports)[],
  at: number,
  happen: () => Promise<void>,
): { readonly ports: Ports; readonly calls: readonly string[] } => {
  const calls: string[] = [];
  const wrap = (name: string, port: object): object =>
    new Proxy(port, {
      get: (target, method) => {
        const call = Reflect.get(target, method);
        if (typeof call !== 'function') return call;
        return async (...values: readonly unknown[]) => {
          calls.push(`${name}.${String(method)}`);
          if (calls.length === at) await happen();
          return Reflect.apply(call, target, values);
        };
      },
    });
  const wrapped = names.map((name) => [name, wrap(String(name), ports[name] as object)]);
  return { ports: { ...ports, ...Object.fromEntries(wrapped) }, calls };
};
