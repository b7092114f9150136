// What stands behind an address: left out where there is nothing to say.
export type Query = Readonly<Record<string, string | undefined>>;

export const withQuery = (path: string, query: Query): string => {
  const entries = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
};
