// The newest recordings that failed, with why.
import { api, type RecordingLine } from '../api/client.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Section } from '../parts/page.tsx';
import { useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';
import { reasonOf } from '../parts/words.ts';

const columns: readonly Column<RecordingLine>[] = [
  {
    title: 'Recording',
    place: 'main',
    cell: ({ id, audioID }) => (
      <a class="row-link" href={`/admin/recordings/${encodeURIComponent(id)}`}>
        {audioID}
      </a>
    ),
  },
  { title: 'Source', place: 'bare', cell: ({ audioSource }) => audioSource },
  {
    title: 'Reason',
    place: 'bare',
    cell: ({ errorCode }) =>
      errorCode && (
        <>
          {reasonOf(errorCode)} <code class="quiet">{errorCode}</code>
        </>
      ),
  },
  { title: 'When', cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

export const LatestFailures = () => {
  const { data, error, reload } = useResource(
    'latest failures',
    (signal) => api.recordings.list({ status: 'failed', limit: '5' }, { signal }),
    { everyMs: () => 10_000 },
  );
  return (
    <Section
      title="Latest failures"
      id="latest-failures"
      actions={<a href="/admin/recordings?status=failed">All failed recordings</a>}
    >
      <ErrorNote error={error} onRetry={reload} />
      {data && data.items.length === 0 && <Empty icon="completed" title="Nothing has failed." />}
      {data && data.items.length > 0 && (
        <DataTable
          isDense
          label="Latest failures"
          columns={columns}
          rows={data.items}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
};
