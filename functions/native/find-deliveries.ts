// A recording → its deliveries as they stand in the ledger; one that is owed and not there yet is left out.
import type { Delivery } from '../../shared/domain/delivery.ts';
import type { Recording } from '../../shared/domain/recording.ts';
import type { Deliveries } from '../../shared/use-cases/ports.ts';

export const findDeliveries = async (
  deps: { readonly deliveries: Pick<Deliveries, 'get'> },
  recording: Recording,
): Promise<readonly Delivery[]> => {
  const found = await Promise.all(recording.deliveries.map(({ id }) => deps.deliveries.get(id)));
  return found.filter((delivery) => delivery !== undefined);
};
