// Who changed what, when, and what came of it.
import { type AuditEntry, api } from '../api/client.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Page } from '../parts/page.tsx';
import { Pager, useCursors } from '../parts/pager.tsx';
import { Status } from '../parts/status.tsx';
import { useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';

const Outcome = ({ outcome }: AuditEntry) => {
  if (outcome === 'done')
    return (
      <Status tone="good" icon="completed">
        Done
      </Status>
    );
  if (outcome === 'begun')
    return (
      <Status tone="wait" icon="waiting">
        Begun, cut off
      </Status>
    );
  return (
    <Status tone="bad" icon="failed">
      {outcome}
    </Status>
  );
};

/** What an action is about has a page of its own. */
const pageOf = ({ action, target }: AuditEntry): string | undefined => {
  const [kind] = action.split('.');
  const isGone = /\.(delete|remove|revoke)$/.test(action);
  if (target === '' || isGone) return undefined;
  if (kind === 'source') return `/admin/sources/${encodeURIComponent(target)}`;
  if (kind === 'recording') return `/admin/recordings/${encodeURIComponent(target)}`;
  if (kind === 'delivery') return `/admin/deliveries/${encodeURIComponent(target)}`;
  return undefined;
};

const Target = (entry: AuditEntry) => {
  const href = pageOf(entry);
  if (entry.target === '') return <span class="quiet">–</span>;
  return href ? (
    <a class="breaks" href={href}>
      {entry.target}
    </a>
  ) : (
    <code class="breaks">{entry.target}</code>
  );
};

const Sent = ({ fields }: AuditEntry) => (
  <span class="sent">
    {Object.entries(fields).map(([name, value]) => (
      <code key={name}>
        {name}: {value}
      </code>
    ))}
  </span>
);

const columns: readonly Column<AuditEntry>[] = [
  { title: 'Action', place: 'main', cell: ({ action }) => <code class="whole">{action}</code> },
  { title: 'On', cell: (entry) => <Target {...entry} /> },
  { title: 'With', cell: (entry) => <Sent {...entry} /> },
  {
    title: 'By',
    cell: ({ actor }) => (
      <span title={actor.keyId}>
        {actor.label || actor.keyId}{' '}
        <span class="quiet">{actor.via === 'session' ? 'in the panel' : 'by key'}</span>
      </span>
    ),
  },
  { title: 'When', cell: ({ at }) => <When at={at} /> },
  { title: 'Outcome', cell: (entry) => <Outcome {...entry} /> },
];

export const Audit = () => {
  const cursors = useCursors('audit');
  const { data, error, reload } = useResource(
    `audit ${cursors.current ?? ''}`,
    (signal) => api.audit({ cursor: cursors.current, limit: '50' }, { signal }),
    { everyMs: () => 10_000 },
  );
  return (
    <Page title="Audit" lead="Every change made through the admin API, kept for 400 days.">
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="the audit" />}
      {data && data.items.length === 0 && <Empty icon="audit" title="Nothing was changed yet." />}
      {data && data.items.length > 0 && (
        <DataTable label="Audit" columns={columns} rows={data.items} keyOf={({ id }) => id} />
      )}
      <Pager cursors={cursors} nextCursor={data?.nextCursor} />
    </Page>
  );
};
