// The brake on the speech vendor: seen at once when it is on, put on and let go with a question first.
import { useState } from 'preact/hooks';
import { api, type Vendor } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';

const PauseQuestion = ({
  onDone,
  onClosed,
}: {
  readonly onDone: () => void;
  readonly onClosed: () => void;
}) => (
  <Confirm
    title="Pause the speech vendor?"
    confirmLabel="Pause uploads"
    onConfirm={async () => {
      await api.vendor.pause(true);
      onDone();
      return 'Uploads to the vendor are paused';
    }}
    onClosed={onClosed}
  >
    <p>No recording of any source is sent to the vendor until you resume.</p>
    <p>Recordings are still accepted and kept, and results that the vendor sends are still taken.</p>
  </Confirm>
);

const ResumeQuestion = ({
  onDone,
  onClosed,
}: {
  readonly onDone: () => void;
  readonly onClosed: () => void;
}) => (
  <Confirm
    title="Resume the speech vendor?"
    confirmLabel="Resume uploads"
    onConfirm={async () => {
      await api.vendor.pause(false);
      onDone();
      return 'Uploads to the vendor go on';
    }}
    onClosed={onClosed}
  >
    <p>Everything that waited is sent to the vendor now.</p>
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
  const [isAsking, setAsking] = useState(false);
  /** Of the moment the question was put: while it closes, the vendor's state is another already. */
  const [question, setQuestion] = useState<'pause' | 'resume'>('pause');
  const ask = (): void => {
    setQuestion(data?.paused ? 'resume' : 'pause');
    setAsking(true);
  };
  const Question = question === 'resume' ? ResumeQuestion : PauseQuestion;
  return (
    <>
      <ErrorNote error={error} onRetry={reload} />
      {data && <Line vendor={data} onAsk={ask} />}
      {isAsking && <Question onDone={reload} onClosed={() => setAsking(false)} />}
    </>
  );
};
