// A contract for tests of what all functions have in common: a route that is open to all, and one setting, a bucket's name.
import type { FunctionContract } from '../../shared/contract.ts';
import { text } from '../../shared/env.ts';

export const probeContract: FunctionContract = {
  name: 'Probe',
  // One that exists, for its code goes into the template.
  folder: 'functions/gateway/read-json-log',
  summary: 'A function for this test',
  trigger: { kind: 'http', path: '/probe', methods: ['GET'], isCrossOrigin: false },
  auth: 'open',
  env: { RESULTS_BUCKET: text },
  timeoutSeconds: 10,
  memoryMb: 128,
};
