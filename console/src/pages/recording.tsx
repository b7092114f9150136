// One recording: what became of it, step by step, with its sound, its words and its deliveries.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { api, type Deletion, type Recording } from '../api/client.ts';
import { CodeBlock } from '../parts/copy.tsx';
import { DeliveryCard } from '../parts/delivery-card.tsx';
import { Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { isDueSoon } from '../parts/is-due-soon.ts';
import { announce } from '../parts/notices.tsx';
import { Page, Section } from '../parts/page.tsx';
import { RecordingState } from '../parts/status.tsx';
import { livePace, useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';
import { reasonOf, stateInWords } from '../parts/words.ts';
import { RecordingActions } from './recording-actions.tsx';
import { RecordingAudio } from './recording-audio.tsx';
import { DeletionReceipt } from './recording-deletion.tsx';
import { RecordingFacts } from './recording-facts.tsx';
import { Timeline } from './recording-timeline.tsx';

const Lead = ({ recording }: { readonly recording: Recording }) => (
  <>
    <RecordingState status={recording.status} />
    {recording.status === 'processing' && <span>{stateInWords(recording.state)}</span>}
    {recording.errorCode && (
      <span>
        {reasonOf(recording.errorCode)} <code>{recording.errorCode}</code>
      </span>
    )}
    <span class="quiet">
      <When at={recording.updatedAt} />
    </span>
  </>
);

const Transcript = ({ recording }: { readonly recording: Recording }) => (
  <Section title="Transcript" id="transcript">
    {recording.transcription ? (
      <p class="transcript" dir="auto" {...(recording.language && { lang: recording.language })}>
        {recording.transcription}
      </p>
    ) : (
      <p class="quiet">{recording.status === 'processing' ? 'Not there yet.' : 'There is no transcript.'}</p>
    )}
    {recording.response !== null && recording.response !== undefined && (
      <wa-details summary="Answer as the caller gets it (JSON)" appearance="plain">
        <CodeBlock
          text={JSON.stringify(recording.response, null, 2)}
          what="JSON"
          label="Answer as the caller gets it"
        />
      </wa-details>
    )}
  </Section>
);

const Deliveries = ({
  recording,
  onChanged,
}: {
  readonly recording: Recording;
  readonly onChanged: () => void;
}) => (
  <Section title="Deliveries" id="deliveries">
    {recording.deliveries.length === 0 ? (
      <p class="quiet">Nothing was posted to the customer’s server.</p>
    ) : (
      recording.deliveries.map((delivery) => (
        <DeliveryCard key={delivery.id} delivery={delivery} onChanged={onChanged} />
      ))
    )}
  </Section>
);

/** Who cannot see it move is told when it has. */
const useAnnouncedStatus = (status: Recording['status'] | undefined): void => {
  const before = useRef(status);
  useEffect(() => {
    if (before.current !== undefined && status !== undefined && status !== before.current) {
      announce(`The recording is ${status}`);
    }
    before.current = status;
  }, [status]);
};

const isMoving = ({ status, deliveries }: Recording): boolean =>
  status === 'processing' || deliveries.some(isDueSoon);

const RecordingPage = ({ id }: { readonly id: string }) => {
  const { data, error, reload } = useResource(
    `recording ${id}`,
    (signal) => api.recordings.get(id, { signal }),
    { everyMs: livePace(isMoving) },
  );
  const [deletion, setDeletion] = useState<Deletion>();
  useAnnouncedStatus(data?.status);
  const above = <a href="/admin/recordings">Recordings</a>;
  if (deletion) {
    return (
      <Page title="Recording deleted" above={above}>
        <DeletionReceipt deletion={deletion} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Recording" above={above}>
        <ErrorNote error={error} onRetry={reload} />
        {!error && <Loading what="the recording" />}
      </Page>
    );
  }
  return (
    <Page
      title={data.audioID}
      titleClass="audio-id"
      above={above}
      lead={<Lead recording={data} />}
      actions={<RecordingActions recording={data} onChanged={reload} onDeleted={setDeletion} />}
    >
      <ErrorNote error={error} onRetry={reload} />
      <div class="main-and-aside">
        <div class="stack">
          <RecordingAudio recording={data} />
          <Transcript recording={data} />
          <Deliveries recording={data} onChanged={reload} />
        </div>
        <div class="stack">
          <Timeline timeline={data.timeline} isMoving={data.status === 'processing'} />
          <RecordingFacts recording={data} />
        </div>
      </div>
    </Page>
  );
};

/** Another recording is another page: nothing of the one before is left in it. */
export const RecordingRoute = () => {
  const { id = '' } = useRoute().params;
  return <RecordingPage key={id} id={id} />;
};
