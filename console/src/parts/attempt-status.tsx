// What an attempt to deliver came to: 2xx alone is good.
import type { Delivery } from '../api/client.ts';
import { Status } from './status.tsx';

interface AttemptStatusProps {
  readonly attempt: Delivery['attempts'][number];
}

export const AttemptStatus = ({ attempt: { statusCode } }: AttemptStatusProps) => {
  const isAccepted = statusCode !== null && statusCode >= 200 && statusCode < 300;
  return (
    <Status tone={isAccepted ? 'good' : 'bad'} icon={isAccepted ? 'completed' : 'failed'}>
      {statusCode === null ? 'No answer' : String(statusCode)}
    </Status>
  );
};
