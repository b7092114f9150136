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

test.each([
  ['127.0.0.0/8', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['::1/128', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['169.254.169.254/32', 'link-local'],
  ['fe80::/10', 'link-local'],
  ['fd00:ec2::254', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['::ffff:10.0.0.0/104', 'IPv4-mapped'],
  ['64:ff9b::a00:0/104', 'NAT64'],
  ['2002:a00::/24', '6to4'],
  ['0.0.0.0/8', 'this host'],
])('%s, which no setting opens (%s), is refused and not silently without effect', (cidr, reason) => {
  for (const setting of ['downloadAllowCidrs', 'forwardAllowCidrs'] as const) {
    expect(() => exampleStage({ [setting]: ['10.0.0.0/8', cidr] })).toThrow(
      `${setting} names ${cidr} (${reason}), which is refused whatever a stage says`,
    );
  }
});

test.each(['0.0.0.0/0', '::/0', '100.100.100.200/31', 'fd00::/8', '100.64.0.0/10', '192.168.7.0/24'])(
  '%s, of which some can be reached, is taken',
  (cidr) => {
    expect(exampleStage({ downloadAllowCidrs: [cidr] }).downloadAllowCidrs).toEqual([cidr]);
  },
);
