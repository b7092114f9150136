// How a source stands: off, paused, its forwarding switched off, or active.
import type { Source } from '../api/client.ts';
import { Status } from './status.tsx';
import { When } from './when.tsx';

export const SourceState = ({ source }: { readonly source: Source }) => {
  const { active, paused, pausedAt, forwardDisabledAt, forwardDisabledReason } = source;
  return (
    <span class="status-and-more">
      {!active && (
        <Status tone="quiet" icon="off">
          Switched off
        </Status>
      )}
      {active && !paused && (
        <Status tone="good" icon="completed">
          Active
        </Status>
      )}
      {paused && (
        <span>
          <Status tone="wait" icon="pause">
            Paused
          </Status>{' '}
          {pausedAt && (
            <span class="quiet">
              since <When at={pausedAt} />
            </span>
          )}
        </span>
      )}
      {forwardDisabledAt && (
        <span>
          <Status tone="bad" icon="warning">
            Forwarding off
          </Status>{' '}
          <span class="quiet">
            since <When at={forwardDisabledAt} />
            {forwardDisabledReason && `: ${forwardDisabledReason}`}
          </span>
        </span>
      )}
    </span>
  );
};
