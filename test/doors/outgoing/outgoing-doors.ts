// The two ways out to strangers' servers, as the functions connect them, in words that a proof can compare.
import { createAddressPolicy } from '../../../shared/domain/address-policy.ts';
import { downloadRecording } from '../../../shared/outside/download-recording.ts';
import { forwardReceiver } from '../../../shared/outside/forward-receiver.ts';
import { OutgoingHttpError } from '../../../shared/outside/outgoing-http-error.ts';
import { postForm } from '../../../shared/outside/post-form.ts';
import type { HostLookup } from '../../../shared/outside/resolve-target.ts';

/** What came of one call: `200`, `it was downloaded`, or the reason that callers and ledgers are told. */
export type Outcome = string;

/** @param url what a stranger wrote */
export type Door = (url: string) => Promise<Outcome>;

export interface AddressSettings {
  /** As the environment says it: `production` or `local`. */
  readonly addressPolicy: string;
  readonly allowCidrs: readonly string[];
  readonly lookup: HostLookup;
}

export const downloaded = 'it was downloaded';
const limits = { connectTimeoutMs: 5000, idleTimeoutMs: 5000, totalTimeoutMs: 10_000 };

const policyOf = ({ addressPolicy, allowCidrs }: AddressSettings) =>
  createAddressPolicy({
    allowCidrs,
    environment: addressPolicy === 'local' ? 'local' : 'production',
  });

/** @param toPath where a recording would go */
export const downloadDoor = (settings: AddressSettings, toPath: string): Door => {
  const policy = policyOf(settings);
  return (url) =>
    downloadRecording({ url, toPath, policy, limits, lookup: settings.lookup }).then(
      () => downloaded,
      (error: Error) => error.message,
    );
};

/** Whether its host is a name that only a name server outside of this machine could know. */
const needsNameServer = (url: string): boolean => /[g-z]/.test(URL.parse(url)?.hostname ?? '');

const form = { body: 'id=1&json_url=https%3A%2F%2Fvoxgate.example%2Fvoice_1.json', headers: {} };

/** Through the receiver that `deliver` has; where names are looked up, through what lies beneath it. */
export const forwardDoor = (settings: AddressSettings): Door => {
  const policy = policyOf(settings);
  const receiver = forwardReceiver({ ...settings, timeoutMs: limits.totalTimeoutMs });
  return async (url) => {
    if (!needsNameServer(url)) {
      const reply = await receiver.post({ ...form, url });
      return reply.kind === 'answered' ? String(reply.statusCode) : reply.error;
    }
    try {
      const { statusCode } = await postForm({ ...form, url, policy, limits, lookup: settings.lookup });
      return String(statusCode);
    } catch (error) {
      if (error instanceof OutgoingHttpError) return error.message;
      throw error;
    }
  };
};
