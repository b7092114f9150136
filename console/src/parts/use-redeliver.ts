// A delivery posted once more, wherever its button stands.
import { api } from '../api/client.ts';
import { type Action, useAction } from './use-action.ts';

export const useRedeliver = (id: string, onChanged: () => void): Action<[]> =>
  useAction(async () => {
    await api.deliveries.redeliver(id);
    onChanged();
    return 'Queued: it is posted once more';
  });
