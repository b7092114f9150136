// The calling systems: what each is called by the vendor, where its results go, and how it stands.
import { api, type Source } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { plural } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { Pager, useCursors } from '../parts/pager.tsx';
import { SourceState } from '../parts/source-state.tsx';
import { useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';

const Target = ({ forwardUrl, isSigned }: Source) =>
  forwardUrl ? (
    <span class="target">
      <span class="cut" title={forwardUrl}>
        {forwardUrl}
      </span>
      {isSigned && (
        <span class="quiet signed">
          <Icon name="lock" /> signed
        </span>
      )}
    </span>
  ) : (
    <span class="quiet">nowhere</span>
  );

const columns: readonly Column<Source>[] = [
  {
    title: 'Source',
    place: 'main',
    cell: ({ name }) => (
      <a class="row-link" href={`/admin/sources/${encodeURIComponent(name)}`}>
        {name}
      </a>
    ),
  },
  { title: 'State', cell: (source) => <SourceState source={source} /> },
  { title: 'At the vendor', cell: ({ vendorSource }) => <code>{vendorSource}</code> },
  { title: 'Results go to', cell: (source) => <Target {...source} /> },
  {
    title: 'Kept',
    cell: ({ retentionDays }) => (retentionDays === null ? 'for ever' : plural(retentionDays, 'day')),
  },
  { title: 'Changed', cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

export const Sources = () => {
  const cursors = useCursors('sources');
  const { data, error, reload } = useResource(
    `sources ${cursors.current ?? ''}`,
    (signal) => api.sources.list({ cursor: cursors.current, limit: '50' }, { signal }),
    { everyMs: () => 10_000 },
  );
  return (
    <Page
      title="Sources"
      lead="Each is one calling system."
      actions={
        <Button kind="main" icon="plus" href="/admin/add-source">
          Add source
        </Button>
      }
    >
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="sources" />}
      {data && data.items.length === 0 && (
        <Empty icon="sources" title="There is no source yet.">
          <Button href="/admin/add-source" icon="plus">
            Add the first
          </Button>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <DataTable label="Sources" columns={columns} rows={data.items} keyOf={({ name }) => name} />
      )}
      <Pager cursors={cursors} nextCursor={data?.nextCursor} words={['Previous', 'Next']} />
    </Page>
  );
};
