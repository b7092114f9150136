// What an operator wants to know first: is it working, what waits, what failed.
import { api, type Statistics } from '../api/client.ts';
import { lastDays } from '../parts/day-totals.ts';
import { Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { countOf } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { livePace, useResource } from '../parts/use-resource.ts';
import { Charts } from './overview-charts.tsx';
import { LatestFailures } from './overview-failures.tsx';
import { GettingStarted } from './overview-getting-started.tsx';
import { VendorBrake } from './overview-vendor.tsx';

const daysShown = 14;

interface TileProps {
  readonly name: string;
  readonly value: number;
  readonly href: string;
  readonly tone?: 'bad' | 'busy' | 'wait' | 'good';
}

const Tile = ({ name, value, href, tone }: TileProps) => (
  <li>
    <a class={`tile ${value > 0 ? (tone ?? '') : ''}`} href={href}>
      <span class="tile-name">{name}</span>
      <span class="tile-value">{countOf(value)}</span>
    </a>
  </li>
);

const Tiles = ({ statistics, today }: { readonly statistics: Statistics; readonly today: string }) => {
  const lines = statistics.items.filter(({ day }) => day === today);
  const sum = (of: 'completed' | 'failed') => lines.reduce((all, line) => all + line[of], 0);
  const { processing, pendingDeliveries, undelivered } = statistics.now;
  return (
    <ul class="tiles" aria-label="Right now and today">
      <Tile name="Processing now" value={processing} href="/admin/recordings?status=processing" tone="busy" />
      <Tile name="Deliveries waiting" value={pendingDeliveries} href="/admin/deliveries" tone="wait" />
      <Tile
        name="Deliveries given up"
        value={undelivered}
        href="/admin/deliveries?status=undelivered"
        tone="bad"
      />
      <Tile
        name="Completed today"
        value={sum('completed')}
        href={`/admin/recordings?status=completed&from=${today}`}
        tone="good"
      />
      <Tile
        name="Failed today"
        value={sum('failed')}
        href={`/admin/recordings?status=failed&from=${today}`}
        tone="bad"
      />
    </ul>
  );
};

const isEmpty = ({ items, now }: Statistics): boolean =>
  items.length === 0 && now.processing + now.pendingDeliveries + now.undelivered === 0;

export const Overview = () => {
  const days = lastDays(daysShown, Date.now());
  const [from = '', to = ''] = [days[0], days.at(-1)];
  const { data, error, reload } = useResource(
    `statistics ${from} ${to}`,
    (signal) => api.statistics(from, to, { signal }),
    { everyMs: livePace(({ now }) => now.processing > 0) },
  );
  return (
    <Page title="Overview" lead="Days are those of UTC.">
      <VendorBrake />
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="the overview" />}
      {data && isEmpty(data) && <GettingStarted />}
      {data && !isEmpty(data) && (
        <>
          <Tiles statistics={data} today={to} />
          <Charts days={days} lines={data.items} />
          <LatestFailures />
        </>
      )}
    </Page>
  );
};
