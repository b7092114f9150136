// A webhook at one recording's own callback URL, with one bit of its token turned over: it is nobody's.
import type { proveVendor } from '../../../functions/gateway/receive-webhook/prove-vendor.ts';
import type { Randomness } from '../../../shared/domain/randomness.ts';
import type { HttpRequest } from '../../../shared/edge/http-request.ts';
import type { Row } from '../../bench/row.ts';
import { makeRecording } from '../../support/make-recording.ts';
import { flipTextBit } from './flip-bit.ts';

export type ProveCallback = typeof proveVendor;

export const proveCallbackTokens = async (
  prove: ProveCallback,
  count: number,
  random: Randomness,
): Promise<Row> => {
  let passed = 0;
  let accepted = 0;
  for (let at = 0; at < count; at += 1) {
    const recording = makeRecording('SUBMITTED', { callbackToken: random.token(32) });
    const recordings = { get: async () => recording };
    const isLetIn = async (token: string): Promise<boolean> => {
      const query = new URLSearchParams({ recording: recording.id, token });
      const request = { query, headers: {}, body: new Uint8Array() } as unknown as HttpRequest;
      const deps = { recordings, auth: { kind: 'none' } as const, secret: async () => '' };
      return (await prove(deps, request).catch(() => undefined)) !== undefined;
    };
    const token = recording.callbackToken ?? '';
    if (await isLetIn(token)) accepted += 1;
    if (await isLetIn(flipTextBit(token, random))) passed += 1;
  }
  return {
    what: 'webhooks proven by callback URL with one bit of its token flipped that passed; unflipped ones that passed',
    measured: `${passed} of ${count}; ${accepted} of ${count}`,
    target: { text: '0; all', isMet: passed === 0 && accepted === count },
  };
};
