// A new source.
import { useLocation } from 'preact-iso';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { Page, Section } from '../parts/page.tsx';
import { SourceForm } from '../parts/source-form.tsx';

/** The same call that makes a source replaces one: here that would be a mistake. */
const refuseExisting = async (name: string): Promise<void> => {
  const existing = await api.sources.get(name).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
  if (existing) throw new ApiError(409, 'NAME_TAKEN', `There is a source of the name ${name} already`);
};

export const AddSource = () => {
  const { route } = useLocation();
  return (
    <Page title="Add a source" above={<a href="/admin/sources">Sources</a>}>
      <Section title="Settings" id="settings" class="narrow">
        <SourceForm
          onSave={async (name, change) => {
            await refuseExisting(name);
            await api.sources.put(name, change);
            route(`/admin/sources/${encodeURIComponent(name)}`);
            return `The source ${name} is added`;
          }}
        />
      </Section>
    </Page>
  );
};
