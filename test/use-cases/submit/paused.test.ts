// While an operator holds recordings back, their callers are told at once that they are kept.
import { expect, test } from 'vitest';
import { portsWith, submitDemo } from '../../support/arrange-flow.ts';
import { makeSource } from '../../support/make-source.ts';
import { testStartMs } from '../../support/virtual-clock.ts';

test.each([
  ['the vendor', portsWith(), true],
  ['its source', portsWith(makeSource({ brake: { isPaused: true } })), false],
] as const)('%s is paused: accepted without a wait', async (_, ports, isVendor) => {
  if (isVendor) ports.vendorBrake.brake = { isPaused: true };
  const { recording, isReplay } = await submitDemo(ports, { waitMs: 25_000 });
  expect([recording.state, isReplay, ports.clock.now()]).toEqual(['RECEIVED', false, testStartMs]);
  expect(ports.recordings.all()).toHaveLength(1);
});
