// A result that is none, posted to a source's server: what was sent, and what it said.
import { useState } from 'preact/hooks';
import { api, type Source, type ForwardTest as Test } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { CodeBlock } from '../parts/copy.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { duration } from '../parts/format.ts';
import { Status } from '../parts/status.tsx';
import { useAction } from '../parts/use-action.ts';

const requestText = ({ url, request }: Test): string =>
  [
    `POST ${url}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    '',
    request.body,
  ].join('\n');

const Result = ({ test }: { readonly test: Test }) => (
  <div class="test-result" role="status">
    <p class="attempt-head">
      <Status tone={test.isAccepted ? 'good' : 'bad'} icon={test.isAccepted ? 'completed' : 'failed'}>
        {test.isAccepted ? 'Accepted' : 'Not accepted'}
      </Status>
      <span>{test.statusCode === null ? 'no answer' : `status ${test.statusCode}`}</span>
      {test.durationMs !== null && <span class="quiet">{duration(test.durationMs)}</span>}
    </p>
    {test.error && <p class="attempt-error">{test.error}</p>}
    <h3>Request</h3>
    <CodeBlock text={requestText(test)} what="Request" label="Request that was posted" />
    {test.response !== null && (
      <>
        <h3>Answer</h3>
        <CodeBlock text={test.response} what="Answer" label="Answer of the server" />
      </>
    )}
  </div>
);

export const ForwardTest = ({ source }: { readonly source: Source }) => {
  const [result, setResult] = useState<Test>();
  const action = useAction(async () => setResult(await api.sources.test(source.name)));
  if (source.forwardUrl === null) return <p class="quiet">It has no address to post to.</p>;
  return (
    <>
      <p class="quiet">Posts a test to the address as it is saved, signed like a result.</p>
      <Button icon="test" isBusy={action.isBusy} onClick={() => void action.run()}>
        Send a test
      </Button>
      <ErrorNote error={action.error} />
      {result && <Result test={result} />}
    </>
  );
};
