// All recordings, newest first, as they move.
import { api, type RecordingLine } from '../api/client.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { audioLength } from '../parts/format.ts';
import { ListFilters } from '../parts/list-filters.tsx';
import { Page } from '../parts/page.tsx';
import { Pager, useCursors } from '../parts/pager.tsx';
import { DeliveryState, RecordingState } from '../parts/status.tsx';
import { useQuery } from '../parts/use-query.ts';
import { livePace, useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';
import { reasonOf, stateInWords } from '../parts/words.ts';

const statuses = [
  { value: 'processing', label: 'Processing' },
  { value: 'completed', label: 'Completed' },
  { value: 'failed', label: 'Failed' },
] as const;

const Progress = ({ status, state, errorCode }: RecordingLine) => {
  if (status === 'processing') return <span class="quiet">{stateInWords(state)}</span>;
  if (!errorCode) return null;
  return (
    <span class="quiet" title={reasonOf(errorCode)}>
      {errorCode}
    </span>
  );
};

/** The newest delivery stands for all: it is the one that counts. */
const LatestDelivery = ({ deliveries }: RecordingLine) => {
  const latest = deliveries.at(-1);
  return latest ? <DeliveryState status={latest.status} /> : <span class="quiet">–</span>;
};

const columns: readonly Column<RecordingLine>[] = [
  {
    title: 'audioID',
    place: 'main',
    cell: ({ id, audioID }) => (
      <a class="row-link" href={`/admin/recordings/${encodeURIComponent(id)}`}>
        {audioID}
      </a>
    ),
  },
  {
    title: 'Status',
    place: 'bare',
    cell: (line) => (
      <span class="status-and-more">
        <RecordingState status={line.status} />
        <Progress {...line} />
      </span>
    ),
  },
  { title: 'Source', place: 'bare', cell: ({ audioSource }) => audioSource },
  {
    title: 'Length',
    cell: ({ durationSeconds, audio }) => {
      const seconds = durationSeconds ?? audio?.durationSeconds;
      return seconds === undefined ? <span class="quiet">–</span> : audioLength(seconds);
    },
  },
  { title: 'Delivery', cell: (line) => <LatestDelivery {...line} /> },
  { title: 'Received', cell: ({ createdAt }) => <When at={createdAt} /> },
];

export const Recordings = () => {
  const [query, setQuery] = useQuery();
  const key = JSON.stringify(query);
  const cursors = useCursors(key);
  const { data, error, reload } = useResource(
    `recordings ${key} ${cursors.current ?? ''}`,
    (signal) => api.recordings.list({ ...query, cursor: cursors.current, limit: '50' }, { signal }),
    { everyMs: livePace(({ items }) => items.some(({ status }) => status === 'processing')) },
  );
  return (
    <Page title="Recordings">
      <ListFilters query={query} onQuery={setQuery} statuses={statuses} />
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="recordings" />}
      {data && data.items.length === 0 && (
        <Empty icon="recordings" title="No recording fits.">
          <p>Recordings appear here the moment a calling system submits one.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <DataTable label="Recordings" columns={columns} rows={data.items} keyOf={({ id }) => id} isDense />
      )}
      <Pager cursors={cursors} nextCursor={data?.nextCursor} />
    </Page>
  );
};
