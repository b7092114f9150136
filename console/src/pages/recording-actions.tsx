// What an operator can do with a recording: have it tried again, or delete it for good.
import { useState } from 'preact/hooks';
import { api, type Deletion, type Recording } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Confirm } from '../parts/confirm.tsx';

interface ActionsProps {
  readonly recording: Recording;
  readonly onChanged: () => void;
  readonly onDeleted: (deletion: Deletion) => void;
}

const RetryQuestion = ({
  recording: latest,
  onChanged,
  onClosed,
}: QuestionProps & Pick<ActionsProps, 'onChanged'>) => {
  // As it was when the question was asked: a result that comes meanwhile must not make this a billed retry.
  const [recording] = useState(latest);
  const isCompleted = recording.status === 'completed';
  return (
    <Confirm
      title="Try this recording again?"
      confirmLabel={isCompleted ? 'Retry, and be billed again' : 'Retry'}
      isDanger={isCompleted}
      onConfirm={async () => {
        await api.recordings.retry(recording.id, isCompleted);
        onChanged();
        return 'A new attempt has begun';
      }}
      onClosed={onClosed}
    >
      {isCompleted ? (
        <p>
          It is completed. A new attempt is transcribed <strong>and billed by the vendor once more</strong>,
          and its result is delivered again.
        </p>
      ) : (
        <p>A new attempt begins at once. What is known of the former ones stays in the timeline.</p>
      )}
    </Confirm>
  );
};

interface QuestionProps {
  readonly recording: Recording;
  readonly onClosed: () => void;
}

const DeleteQuestion = ({
  recording,
  onDeleted,
  onClosed,
}: QuestionProps & Pick<ActionsProps, 'onDeleted'>) => {
  const [deletion, setDeletion] = useState<Deletion>();
  return (
    <Confirm
      title="Delete this recording?"
      confirmLabel="Delete for good"
      isDanger
      typed="delete"
      onConfirm={async () => {
        setDeletion(await api.recordings.remove(recording.id));
        return 'The recording is deleted';
      }}
      onClosed={() => {
        onClosed();
        if (deletion) onDeleted(deletion);
      }}
    >
      <p>
        Audio, transcript, JSON logs and deliveries of <strong class="breaks">{recording.audioID}</strong> go,
        and nothing brings them back. What was posted to the customer’s server stays there.
      </p>
    </Confirm>
  );
};

export const RecordingActions = ({ recording, onChanged, onDeleted }: ActionsProps) => {
  const [question, setQuestion] = useState<'retry' | 'delete'>();
  const isAtWork = recording.status === 'processing';
  const onClosed = () => setQuestion(undefined);
  return (
    <>
      <Button icon="retry" isDisabled={isAtWork} onClick={() => setQuestion('retry')}>
        Retry
      </Button>
      <Button icon="delete" kind="danger" isDisabled={isAtWork} onClick={() => setQuestion('delete')}>
        Delete
      </Button>
      {question === 'retry' && <RetryQuestion {...{ recording, onChanged, onClosed }} />}
      {question === 'delete' && <DeleteQuestion {...{ recording, onDeleted, onClosed }} />}
    </>
  );
};
