// One delivery: what was posted, every attempt with what was answered, and posting it once more.
import { useState } from 'preact/hooks';
import type { Delivery } from '../api/client.ts';
import { AttemptStatus } from './attempt-status.tsx';
import { Button } from './button.tsx';
import { CodeBlock } from './copy.tsx';
import { ErrorNote } from './error-note.tsx';
import { WebLink } from './facts.tsx';
import { duration, exactTime, plural } from './format.ts';
import { DeliveryState } from './status.tsx';
import { useRedeliver } from './use-redeliver.ts';
import { When } from './when.tsx';

type Attempt = Delivery['attempts'][number];

const AttemptLine = ({ attempt }: { readonly attempt: Attempt }) => (
  <li class="attempt-line">
    <div class="attempt-head">
      <AttemptStatus attempt={attempt} />
      <time dateTime={attempt.at}>{exactTime(attempt.at)}</time>
      {attempt.durationMs !== null && <span class="quiet">{duration(attempt.durationMs)}</span>}
      {attempt.error && <span class="attempt-error">{attempt.error}</span>}
    </div>
    {attempt.response ? (
      <wa-details summary="Answer" appearance="plain">
        <CodeBlock text={attempt.response} what="Answer" label="Answer of the customer’s server" />
      </wa-details>
    ) : (
      attempt.statusCode !== null &&
      attempt.response === null && (
        <p class="quiet small">Its answer is long: the delivery’s own page has it.</p>
      )
    )}
  </li>
);

const Request = ({ delivery }: { readonly delivery: Delivery }) => {
  const request = [
    `POST ${delivery.url}`,
    'content-type: application/x-www-form-urlencoded',
    `webhook-id: ${delivery.id}`,
    '',
    delivery.body,
  ].join('\n');
  return (
    <wa-details summary="Request as posted" appearance="plain">
      <CodeBlock text={request} what="Request" label="Request as posted" />
    </wa-details>
  );
};

const NextAttempt = ({ delivery: { status, nextAttemptAt } }: { readonly delivery: Delivery }) =>
  status === 'pending' && nextAttemptAt ? (
    <span class="quiet">
      next attempt <When at={nextAttemptAt} />
    </span>
  ) : null;

interface DeliveryCardProps {
  readonly delivery: Delivery;
  readonly onChanged: () => void;
  /** On its own page it need not lead there. */
  readonly isOwnPage?: boolean;
}

export const DeliveryCard = ({ delivery, onChanged, isOwnPage = false }: DeliveryCardProps) => {
  const [isAsked, setAsked] = useState(false);
  const redeliver = useRedeliver(delivery.id, () => {
    setAsked(true);
    onChanged();
  });
  const left = delivery.attemptCount - delivery.attempts.length;
  return (
    <article class="delivery" aria-label={`Delivery ${delivery.id}`}>
      <div class="delivery-head">
        <DeliveryState status={delivery.status} />
        <span>
          {plural(delivery.attemptCount, 'attempt')} <NextAttempt delivery={delivery} />
        </span>
        <Button icon="retry" isBusy={redeliver.isBusy} onClick={() => void redeliver.run()}>
          {isAsked ? 'Redeliver again' : 'Redeliver'}
        </Button>
      </div>
      <p class="delivery-to">
        to <WebLink url={delivery.url} />
      </p>
      <ErrorNote error={redeliver.error} />
      <Request delivery={delivery} />
      <ol class="attempts" aria-label="Attempts">
        {delivery.attempts.map((attempt, index) => (
          <AttemptLine key={`${attempt.at} ${index}`} attempt={attempt} />
        ))}
      </ol>
      {left > 0 && <p class="quiet small">{plural(left, 'attempt')} in between not shown.</p>}
      {!isOwnPage && (
        <p class="small">
          <a href={`/admin/deliveries/${encodeURIComponent(delivery.id)}`}>
            <code class="breaks">{delivery.id}</code>
          </a>
        </p>
      )}
    </article>
  );
};
