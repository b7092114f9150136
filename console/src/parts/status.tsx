// A state in words with an icon: colour only adds to it.
import type { DeliveryStatus, RecordingStatus } from '../api/client.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

type Tone = 'good' | 'bad' | 'busy' | 'wait' | 'quiet';

interface StatusProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: string;
}

export const Status = ({ tone, icon, children }: StatusProps) => (
  <span class={`status ${tone}`}>
    <Icon name={icon} class={icon === 'processing' ? 'turning' : ''} />
    {children}
  </span>
);

export const RecordingState = ({ status }: { readonly status: RecordingStatus }) => {
  if (status === 'completed')
    return (
      <Status tone="good" icon="completed">
        Completed
      </Status>
    );
  if (status === 'failed')
    return (
      <Status tone="bad" icon="failed">
        Failed
      </Status>
    );
  return (
    <Status tone="busy" icon="processing">
      Processing
    </Status>
  );
};

export const DeliveryState = ({ status }: { readonly status: DeliveryStatus }) => {
  if (status === 'delivered')
    return (
      <Status tone="good" icon="completed">
        Delivered
      </Status>
    );
  if (status === 'undelivered')
    return (
      <Status tone="bad" icon="failed">
        Given up
      </Status>
    );
  return (
    <Status tone="wait" icon="waiting">
      Waiting
    </Status>
  );
};
