// Address ranges in a stage's settings: read before anything is built from them.
import { expect, test } from 'vitest';
import { exampleStage } from '../support/stage-template.ts';

test.each(['downloadAllowCidrs', 'forwardAllowCidrs'] as const)(
  'a range in %s that is none stops the deployment and is named',
  (setting) => {
    expect(() => exampleStage({ [setting]: ['10.0.0.0/8', '10.0.0.0/99'] })).toThrow('10.0.0.0/99');
    expect(exampleStage({ [setting]: ['10.0.0.0/8'] })[setting]).toEqual(['10.0.0.0/8']);
  },
);
