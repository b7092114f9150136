// The brake on the speech vendor: seen at once when it is on, put on and let go with a question first.
import { useState } from 'preact/hooks';
import { api, type Vendor } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';

interface QuestionProps {
  readonly isPausing: boolean;
  readonly onDone: () => void;
  readonly onClosed: () => void;
}

const Question = ({ isPausing, onDone, onClosed }: QuestionProps) => (
  <Confirm
    title={isPausing ? 'Pause the speech vendor?' : 'Resume the speech vendor?'}
    confirmLabel={isPausing ? 'Pause uploads' : 'Resume uploads'}
    onConfirm={async () => {
      await api.vendor.pause(isPausing);
      onDone();
      return isPausing ? 'Uploads to the vendor are paused' : 'Uploads to the vendor go on';
    }}
    onClosed={onClosed}
  >
    {isPausing ? (
      <>
        <p>No recording of any source is sent to the vendor until you resume.</p>
        <p>Recordings are still accepted and kept, and results that the vendor sends are still taken.</p>
      </>
    ) : (
      <p>Everything that waited is sent to the vendor within two minutes.</p>
    )}
  </Confirm>
);

const Line = ({ vendor, onAsk }: { readonly vendor: Vendor; readonly onAsk: () => void }) =>
  vendor.paused ? (
    <div class="brake on" role="status">
      <Icon name="pause" />
      <p>
        <strong>Uploads to the speech vendor are paused</strong>
        {vendor.pausedAt && (
          <>
            {' '}
            since <When at={vendor.pausedAt} />
          </>
        )}
        . Recordings are accepted and wait.
      </p>
      <Button kind="main" icon="play" onClick={onAsk}>
        Resume
      </Button>
    </div>
  ) : (
    <div class="brake">
      <Icon name="completed" />
      <p>Uploads to the speech vendor are on.</p>
      <Button icon="pause" onClick={onAsk}>
        Pause
      </Button>
    </div>
  );

export const VendorBrake = () => {
  const { data, error, reload } = useResource('vendor', (signal) => api.vendor.get({ signal }), {
    everyMs: () => 10_000,
  });
  /** Of the moment the question was put: while it closes, the vendor's state is another already. */
  const [question, setQuestion] = useState<{ readonly isPausing: boolean }>();
  return (
    <>
      <ErrorNote error={error} onRetry={reload} />
      {data && <Line vendor={data} onAsk={() => setQuestion({ isPausing: !data.paused })} />}
      {question && <Question {...question} onDone={reload} onClosed={() => setQuestion(undefined)} />}
    </>
  );
};
