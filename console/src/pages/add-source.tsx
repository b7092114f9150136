// A new source.
import { useLocation } from 'preact-iso';
import { api } from '../api/client.ts';
import { Page, Section } from '../parts/page.tsx';
import { SourceForm } from '../parts/source-form.tsx';

export const AddSource = () => {
  const { route } = useLocation();
  return (
    <Page title="Add a source" above={<a href="/admin/sources">Sources</a>}>
      <Section title="Settings" id="settings" class="narrow">
        <SourceForm
          onSave={async (name, change) => {
            await api.sources.add(name, change);
            route(`/admin/sources/${encodeURIComponent(name)}`);
            return `The source ${name} is added`;
          }}
        />
      </Section>
    </Page>
  );
};
