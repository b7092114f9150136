// One source: how it stands, its settings, a test of its server, and its end.

import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { api, type Source, type SourceChange } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page, Section } from '../parts/page.tsx';
import { SourceForm } from '../parts/source-form.tsx';
import { SourceState } from '../parts/source-state.tsx';
import { useResource } from '../parts/use-resource.ts';
import { DeleteSource, PauseSource } from './source-questions.tsx';
import { ForwardTest } from './source-test.tsx';

interface SourceProps {
  readonly source: Source;
  readonly onChanged: () => void;
}

const Actions = ({ source, onChanged }: SourceProps) => {
  const { route } = useLocation();
  const [question, setQuestion] = useState<'pause' | 'delete'>();
  /** While the question closes, the source stands differently already. */
  const [asked, setAsked] = useState(source);
  const ask = (kind: 'pause' | 'delete') => {
    setAsked(source);
    setQuestion(kind);
  };
  const onClosed = () => setQuestion(undefined);
  return (
    <>
      <Button icon={source.paused ? 'play' : 'pause'} onClick={() => ask('pause')}>
        {source.paused ? 'Resume' : 'Pause'}
      </Button>
      <Button icon="delete" kind="danger" onClick={() => ask('delete')}>
        Delete
      </Button>
      {question === 'pause' && <PauseSource source={asked} onChanged={onChanged} onClosed={onClosed} />}
      {question === 'delete' && (
        <DeleteSource source={asked} onDeleted={() => route('/admin/sources')} onClosed={onClosed} />
      )}
    </>
  );
};

/** The form stays as it was filled, whatever is read anew: what another has saved is told, and shown when asked for. */
const SourceSettings = ({ source, onChanged }: SourceProps) => {
  const [base, setBase] = useState(source);
  const save = async (_: string, change: SourceChange): Promise<string> => {
    try {
      setBase(await api.sources.change(base, change));
      return 'The source is saved';
    } finally {
      // Refused or not: how it stands now is worth a look.
      onChanged();
    }
  };
  return (
    <>
      {source.updatedAt > base.updatedAt && (
        <p class="warning-line" role="status">
          <Icon name="warning" />
          <span>
            Somebody has saved other settings meanwhile.{' '}
            <button type="button" class="link-button" onClick={() => setBase(source)}>
              Show what is set now
            </button>
          </span>
        </p>
      )}
      <SourceForm key={base.updatedAt} source={base} onSave={save} />
    </>
  );
};

const SourcePage = ({ name }: { readonly name: string }) => {
  const { data, error, reload } = useResource(`source ${name}`, (signal) =>
    api.sources.get(name, { signal }),
  );
  return (
    <Page
      title={name}
      above={<a href="/admin/sources">Sources</a>}
      lead={data && <SourceState source={data} />}
      actions={data && <Actions source={data} onChanged={reload} />}
    >
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="the source" />}
      {data && (
        <div class="main-and-aside">
          <Section title="Settings" id="settings">
            <SourceSettings source={data} onChanged={reload} />
          </Section>
          <div class="stack">
            <Section title="Test of the server" id="test">
              <ForwardTest source={data} />
            </Section>
            <Section title="More" id="more">
              <ul class="links">
                <li>
                  <a href={`/admin/recordings?audioSource=${encodeURIComponent(name)}`}>Its recordings</a>
                </li>
                <li>
                  <a href={`/admin/deliveries?audioSource=${encodeURIComponent(name)}`}>Its deliveries</a>
                </li>
                <li>
                  <a href="/admin/keys">Keys</a>
                </li>
              </ul>
            </Section>
          </div>
        </div>
      )}
    </Page>
  );
};

export const SourceRoute = () => {
  const { name = '' } = useRoute().params;
  return <SourcePage key={name} name={name} />;
};
