// The sources of the proof: each with keys, a server and a signing secret of its own, and a canary in all it controls.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import { makeKey, putSource } from '../../support/accounts.ts';
import type { TestStack } from '../../support/local-stack.ts';
import { newCanary } from './canary.ts';

export interface KnownRecording {
  readonly id: string;
  readonly audioID: string;
  readonly voicefileURL: string;
}

export interface Tenant {
  readonly index: number;
  readonly name: string;
  /** What the vendor calls it: the simulator's uploads say by it whose they are. */
  readonly vendorSource: string;
  readonly submitKey: string;
  readonly readKey: string;
  readonly signingSecret: string;
  readonly canary: string;
  /** Of its callers: only ever in transcripts, and in what is thrown away. */
  readonly phone: string;
  readonly forwardPath: string;
  /** Filled as it submits. */
  readonly recordings: KnownRecording[];
}

export const vendorSourceOf = (index: number): string => `vendor-source-${String(index).padStart(2, '0')}`;

const digits = (random: Randomness, length: number): string =>
  Array.from({ length }, () => Math.floor(random.fraction() * 10)).join('');

const makeTenant = async (
  stack: TestStack,
  outsideUrl: string,
  index: number,
  random: Randomness,
): Promise<Tenant> => {
  const name = `tenant-${random.token(8)}`;
  const canary = newCanary(index, random);
  const vendorSource = vendorSourceOf(index);
  const signingSecret = `whsec_${Buffer.from(random.token(32)).toString('base64')}`;
  const forwardPath = `/${canary}/hook`;
  await putSource(stack, name, {
    ...{ vendorSource, signingSecret, forwardUrl: `${outsideUrl}${forwardPath}` },
    forwardHeaders: { 'x-customer': newCanary(index, random) },
  });
  const [submit, read] = await Promise.all([
    makeKey(stack, { audioSource: name, scopes: ['submit'] }),
    makeKey(stack, { audioSource: name, scopes: ['read'] }),
  ]);
  return {
    ...{ index, name, vendorSource, signingSecret, canary, forwardPath },
    ...{ submitKey: submit.key, readKey: read.key, phone: `+9${digits(random, 13)}`, recordings: [] },
  };
};

export const makeTenants = (
  stack: TestStack,
  outsideUrl: string,
  count: number,
  random: Randomness,
): Promise<readonly Tenant[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => makeTenant(stack, outsideUrl, index, random)));
