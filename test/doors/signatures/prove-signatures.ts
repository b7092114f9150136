// `npm run doors`, signatures: what we sign and what a vendor proves, against published vectors and single bits turned over.
import { proveVendor } from '../../../functions/gateway/receive-webhook/prove-vendor.ts';
import { signWebhook } from '../../../shared/domain/sign-webhook.ts';
import { isProvenVendor } from '../../../shared/domain/vendor-proof.ts';
import type { Row } from '../../bench/row.ts';
import { seededRandomness } from '../../support/seeded-randomness.ts';
import type { ProofRun } from '../proof-run.ts';
import { type ProveCallback, proveCallbackTokens } from './prove-callback-tokens.ts';
import { proveOutgoingSignatures, type Sign } from './prove-outgoing-signatures.ts';
import { type Prove, proveVendorProofs } from './prove-vendor-proofs.ts';

const flips = 10_000;

interface Checks {
  readonly sign?: Sign;
  readonly prove?: Prove;
  readonly proveCallback?: ProveCallback;
}

export const proveSignatures = async (
  { seed, smaller }: ProofRun,
  { sign = signWebhook, prove = isProvenVendor, proveCallback = proveVendor }: Checks = {},
): Promise<readonly Row[]> => {
  const random = seededRandomness(seed);
  const count = Math.ceil(flips / smaller);
  return [
    ...proveOutgoingSignatures(sign, count, random),
    ...proveVendorProofs(prove, count, random),
    await proveCallbackTokens(proveCallback, count, random),
  ];
};
