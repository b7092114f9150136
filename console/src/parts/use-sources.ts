// The names of all sources, for filters and forms.
import { api, type Source } from '../api/client.ts';
import type { Choice } from './fields.tsx';
import { type Resource, useResource } from './use-resource.ts';

/** More than any page of a list: who has more sources than this filters by typing an audioID. */
const maxPages = 5;

const allSources = async (signal: AbortSignal): Promise<readonly Source[]> => {
  const sources: Source[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { items, nextCursor } = await api.sources.list({ limit: '100', cursor }, { signal });
    sources.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return sources;
};

export const useSources = (): Resource<readonly Source[]> => useResource('all sources', allSources);

export const sourceChoices = (sources: readonly Source[] | undefined): readonly Choice[] =>
  (sources ?? []).map(({ name }) => ({ value: name, label: name }));
