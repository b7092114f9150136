// Which headers go along: the source's own, the delivery's id, and a signature where the source has a secret.
import type { Delivery } from '../../../shared/domain/delivery.ts';
import type { Clock } from '../../../shared/domain/randomness.ts';
import { signWebhook } from '../../../shared/domain/sign-webhook.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { Seal } from '../../../shared/use-cases/ports.ts';

export interface DeliveryHeadersDeps {
  readonly seal: Pick<Seal, 'open'>;
  readonly clock: Clock;
}

/** @throws what the seal throws: nothing goes out unsigned that should be signed */
export const deliveryHeaders = async (
  deps: DeliveryHeadersDeps,
  delivery: Delivery,
  source: Source,
  body: string,
): Promise<Readonly<Record<string, string>>> => {
  const nowMs = deps.clock.now();
  const valid = source.signingSecrets.filter(
    ({ validUntil }) => validUntil === undefined || Date.parse(validUntil) > nowMs,
  );
  // They were given for the target as it is: a former one, to which this delivery still goes, must not get them.
  const own = source.forwardUrl === delivery.url ? source.forwardHeaders : {};
  const identity = { ...own, 'webhook-id': delivery.id };
  if (valid.length === 0) return identity;
  const secrets = await Promise.all(valid.map(({ sealed }) => deps.seal.open(sealed)));
  const timestampSeconds = Math.floor(nowMs / 1000);
  return {
    ...identity,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signWebhook({ id: delivery.id, timestampSeconds, body }, secrets),
  };
};
