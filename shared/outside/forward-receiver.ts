// The customer's own server, through the guard: whatever happens is a reply that the ledger can keep.
import { createAddressPolicy } from '../domain/address-policy.ts';
import type { Receiver } from '../use-cases/ports.ts';
import { OutgoingHttpError } from './outgoing-http-error.ts';
import { postForm } from './post-form.ts';

export interface ForwardReceiverProps {
  readonly addressPolicy: string;
  readonly allowCidrs: readonly string[];
  readonly timeoutMs: number;
}

export const forwardReceiver = (props: ForwardReceiverProps): Receiver => {
  const policy = createAddressPolicy({
    allowCidrs: props.allowCidrs,
    environment: props.addressPolicy === 'local' ? 'local' : 'production',
  });
  const limits = { totalTimeoutMs: props.timeoutMs, idleTimeoutMs: props.timeoutMs };
  return {
    post: async ({ url, body, headers }) => {
      const startedAt = Date.now();
      try {
        const { isTruncated: _, ...answer } = await postForm({ url, body, headers, policy, limits });
        return { kind: 'answered', ...answer };
      } catch (error) {
        if (!(error instanceof OutgoingHttpError)) throw error;
        return { kind: 'failed', error: error.message, durationMs: Date.now() - startedAt };
      }
    },
  };
};
