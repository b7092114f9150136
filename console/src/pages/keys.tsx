// The keys that let callers and operators in: who has which, and is it in use.
import { useState } from 'preact/hooks';
import { api, type CreatedKey } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Page } from '../parts/page.tsx';
import { Pager, useCursors } from '../parts/pager.tsx';
import { useResource } from '../parts/use-resource.ts';
import { CreateKey } from './key-create.tsx';
import { EditKey } from './key-edit.tsx';
import type { KeyQuestion } from './key-question.ts';
import { RevokeKey } from './key-revoke.tsx';
import { RotateKey } from './key-rotate.tsx';
import { ShownKey } from './key-shown.tsx';
import { KeyTable } from './key-table.tsx';

interface DialogsProps {
  readonly question: KeyQuestion | undefined;
  readonly onChanged: () => void;
  readonly onCreated: (created: CreatedKey) => void;
  readonly onClosed: () => void;
}

const Dialogs = ({ question, ...told }: DialogsProps) => {
  switch (question?.kind) {
    case 'create':
      return <CreateKey {...told} />;
    case 'edit':
      return <EditKey apiKey={question.apiKey} {...told} />;
    case 'rotate':
      return <RotateKey apiKey={question.apiKey} {...told} />;
    case 'revoke':
      return <RevokeKey apiKey={question.apiKey} {...told} />;
    default:
      return null;
  }
};

export const Keys = () => {
  const cursors = useCursors('keys');
  const [question, setQuestion] = useState<KeyQuestion>();
  const [created, setCreated] = useState<CreatedKey>();
  const { data, error, reload } = useResource(
    `keys ${cursors.current ?? ''}`,
    (signal) => api.keys.list({ cursor: cursors.current, limit: '50' }, { signal }),
    { everyMs: () => 10_000 },
  );
  return (
    <Page
      title="Keys"
      lead="A change bites within 30 seconds. When a key was last used is noted once an hour."
      actions={
        <Button kind="main" icon="plus" onClick={() => setQuestion({ kind: 'create' })}>
          Create key
        </Button>
      }
    >
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="keys" />}
      {data && data.items.length === 0 && <Empty icon="keys" title="There is no key yet." />}
      {data && data.items.length > 0 && <KeyTable keys={data.items} onChanged={reload} onAsk={setQuestion} />}
      <Pager cursors={cursors} nextCursor={data?.nextCursor} words={['Previous', 'Next']} />
      <Dialogs
        question={question}
        onChanged={reload}
        onCreated={setCreated}
        onClosed={() => setQuestion(undefined)}
      />
      {created && !question && <ShownKey created={created} onClosed={() => setCreated(undefined)} />}
    </Page>
  );
};
