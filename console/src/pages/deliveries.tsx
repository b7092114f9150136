// Deliveries by what became of them: what waits, what was given up, what has arrived.
import { useState } from 'preact/hooks';
import { api, type Delivery, type DeliveryStatus } from '../api/client.ts';
import { type Query, withQuery } from '../api/query.ts';
import { AttemptStatus } from '../parts/attempt-status.tsx';
import { Button } from '../parts/button.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Empty, Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { countOf } from '../parts/format.ts';
import { isDueSoon } from '../parts/is-due-soon.ts';
import { ListFilters } from '../parts/list-filters.tsx';
import { Page } from '../parts/page.tsx';
import { Pager, useCursors } from '../parts/pager.tsx';
import { DeliveryState } from '../parts/status.tsx';
import { useQuery } from '../parts/use-query.ts';
import { useRedeliver } from '../parts/use-redeliver.ts';
import { livePace, useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';
import { RedeliverAll } from './deliveries-redeliver.tsx';

interface Tab {
  readonly status: DeliveryStatus;
  readonly name: string;
  readonly none: string;
}

const tabs: readonly Tab[] = [
  { status: 'pending', name: 'Waiting', none: 'No delivery waits.' },
  { status: 'undelivered', name: 'Given up', none: 'No delivery was given up.' },
  { status: 'delivered', name: 'Delivered', none: 'Nothing has been delivered.' },
];

/** A list is by one thing: with a source or an audioID it holds deliveries of every status. */
const tabOf = ({ audioSource, audioID, status }: Query): Tab | undefined =>
  audioSource || audioID ? undefined : (tabs.find((tab) => tab.status === status) ?? tabs[0]);

const LastAttempt = ({ attempts, attemptCount }: Delivery) => {
  const last = attempts.at(-1);
  if (!last) return <span class="quiet">none yet</span>;
  const { error } = last;
  return (
    <span class="status-and-more">
      <AttemptStatus attempt={last} />
      <span class="quiet cut" title={error ?? undefined}>
        {error ?? ''} {attemptCount > 1 && `(${countOf(attemptCount)} attempts)`}
      </span>
    </span>
  );
};

const Redeliver = ({ id, onChanged }: { readonly id: string; readonly onChanged: () => void }) => {
  const action = useRedeliver(id, onChanged);
  return (
    <>
      <Button icon="retry" isBusy={action.isBusy} onClick={() => void action.run()}>
        Redeliver
      </Button>
      <ErrorNote error={action.error} />
    </>
  );
};

const columnsFor = (reload: () => void): readonly Column<Delivery>[] => [
  {
    title: 'Recording',
    place: 'main',
    cell: ({ id, audioID }) => <a href={`/admin/deliveries/${encodeURIComponent(id)}`}>{audioID}</a>,
  },
  { title: 'Status', place: 'bare', cell: ({ status }) => <DeliveryState status={status} /> },
  { title: 'Source', place: 'bare', cell: ({ audioSource }) => audioSource },
  { title: 'Last attempt', cell: (delivery) => <LastAttempt {...delivery} /> },
  {
    title: 'Next attempt',
    cell: ({ nextAttemptAt, status }) =>
      nextAttemptAt && status === 'pending' ? <When at={nextAttemptAt} /> : <span class="quiet">–</span>,
  },
  { title: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
  { title: 'Action', place: 'end', cell: ({ id }) => <Redeliver id={id} onChanged={reload} /> },
];

interface ListProps {
  readonly page: { readonly items: readonly Delivery[] } | undefined;
  readonly isFailed: boolean;
  /** Said where there is nothing. */
  readonly none: string | undefined;
  readonly onChanged: () => void;
}

const List = ({ page, isFailed, none = 'No delivery fits.', onChanged }: ListProps) => {
  if (!page) return isFailed ? null : <Loading what="deliveries" />;
  if (page.items.length === 0) return <Empty icon="deliveries" title={none} />;
  return (
    <DataTable
      isDense
      label="Deliveries"
      columns={columnsFor(onChanged)}
      rows={page.items}
      keyOf={({ id }) => id}
    />
  );
};

const Tabs = ({ current, query }: { readonly current: Tab | undefined; readonly query: Query }) => (
  <nav class="tabs" aria-label="Deliveries by status">
    {tabs.map((tab) => (
      <a
        key={tab.status}
        href={withQuery('/admin/deliveries', { status: tab.status, from: query.from, to: query.to })}
        {...(tab === current && { 'aria-current': 'page' as const })}
      >
        {tab.name}
      </a>
    ))}
  </nav>
);

export const Deliveries = () => {
  const [query, setQuery] = useQuery();
  const tab = tabOf(query);
  const filter: Query = tab ? { ...query, status: tab.status } : { ...query, status: undefined };
  const key = JSON.stringify(filter);
  const cursors = useCursors(key);
  const [isAsking, setAsking] = useState(false);
  const { data, error, reload } = useResource(
    `deliveries ${key} ${cursors.current ?? ''}`,
    (signal) => api.deliveries.list({ ...filter, cursor: cursors.current, limit: '50' }, { signal }),
    { everyMs: livePace(({ items }) => items.some(isDueSoon)) },
  );
  return (
    <Page
      title="Deliveries"
      actions={
        <Button icon="retry" onClick={() => setAsking(true)}>
          Redeliver what was given up
        </Button>
      }
    >
      <Tabs current={tab} query={query} />
      <ListFilters
        query={{ ...query, status: undefined }}
        onQuery={(next) =>
          setQuery(next.audioSource || next.audioID ? next : { ...next, status: query.status })
        }
      />
      <ErrorNote error={error} onRetry={reload} />
      <List page={data} isFailed={error !== undefined} none={tab?.none} onChanged={reload} />
      <Pager cursors={cursors} nextCursor={data?.nextCursor} />
      {isAsking && (
        <RedeliverAll
          audioSource={query.audioSource ?? ''}
          onDone={reload}
          onClosed={() => setAsking(false)}
        />
      )}
    </Page>
  );
};
