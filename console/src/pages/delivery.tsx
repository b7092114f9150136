// One delivery with its full answers.
import { useRoute } from 'preact-iso';
import { api, type Delivery } from '../api/client.ts';
import { DeliveryCard } from '../parts/delivery-card.tsx';
import { Loading } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { type Fact, Facts } from '../parts/facts.tsx';
import { isDueSoon } from '../parts/is-due-soon.ts';
import { Page, Section } from '../parts/page.tsx';
import { livePace, useResource } from '../parts/use-resource.ts';
import { When } from '../parts/when.tsx';

const factsOf = (delivery: Delivery): readonly Fact[] => [
  [
    'Recording',
    <a key="recording" href={`/admin/recordings/${encodeURIComponent(delivery.recordingId)}`}>
      {delivery.audioID}
    </a>,
  ],
  [
    'Source',
    <a key="source" href={`/admin/sources/${encodeURIComponent(delivery.audioSource)}`}>
      {delivery.audioSource}
    </a>,
  ],
  ['Made', <When key="made" at={delivery.createdAt} />],
  [
    'webhook-id',
    <code key="id" class="breaks">
      {delivery.id}
    </code>,
  ],
];

const DeliveryPage = ({ id }: { readonly id: string }) => {
  const { data, error, reload } = useResource(
    `delivery ${id}`,
    (signal) => api.deliveries.get(id, { signal }),
    { everyMs: livePace(isDueSoon) },
  );
  return (
    <Page
      title={data ? `Delivery of ${data.audioID}` : 'Delivery'}
      above={<a href="/admin/deliveries">Deliveries</a>}
    >
      <ErrorNote error={error} onRetry={reload} />
      {!data && !error && <Loading what="the delivery" />}
      {data && (
        <div class="main-and-aside">
          <Section title="Attempts" id="attempts">
            <DeliveryCard delivery={data} onChanged={reload} isOwnPage />
          </Section>
          <Section title="Facts" id="facts">
            <Facts facts={factsOf(data)} />
          </Section>
        </div>
      )}
    </Page>
  );
};

export const DeliveryRoute = () => {
  const { id = '' } = useRoute().params;
  return <DeliveryPage key={id} id={id} />;
};
