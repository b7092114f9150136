// A list's filters live in the address: they can be linked to, and Back undoes them.
import { useLocation } from 'preact-iso';
import { type Query, withQuery } from '../api/query.ts';

const refines = (before: Query, next: Query): boolean =>
  Object.keys({ ...before, ...next }).every((name) => !before[name] === !next[name]);

/** Another filter is another step of the history; another value of the same, as each digit of a year, is none. */
export const useQuery = (): readonly [query: Query, setQuery: (next: Query) => void] => {
  const { path, query, route } = useLocation();
  return [query, (next) => route(withQuery(path, next), refines(query, next))];
};
