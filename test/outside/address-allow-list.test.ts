// What an allow-list may exempt of the address policy, and what none may.
import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy, parseAllowCidrs } from '../../shared/domain/address-policy.ts';
import { refusedRangeEdges } from './address-ranges.ts';

const everything = ['0.0.0.0/0', '::/0'];

describe('an allow-list', () => {
  it('exempts a private range, and that range alone', () => {
    const policy = createAddressPolicy({ allowCidrs: ['10.20.0.0/16', 'fd12::/16', '4000::/8'] });
    for (const address of ['10.20.0.0', '10.20.255.255', 'fd12::1', '4000::1']) {
      expect(policy.check(address)).toEqual({ allowed: true });
    }
    for (const address of ['10.19.255.255', '10.21.0.0', 'fd13::1', '127.0.0.1', '4100::']) {
      expect(policy.check(address).allowed).toBe(false);
    }
  });

  const hardReasons = [
    'this host',
    'broadcast',
    'link-local',
    'metadata',
    'IPv4-compatible',
    'IPv4-mapped',
    'IPv4-translated',
    'NAT64',
    '6to4',
    'Teredo',
    'ISATAP',
  ];

  it.each(hardReasons)('never exempts %s, on AWS or locally', (reason) => {
    for (const environment of ['production', 'local'] as const) {
      const policy = createAddressPolicy({ allowCidrs: everything, environment });
      for (const address of refusedRangeEdges[reason] ?? []) {
        expect(policy.check(address)).toEqual({ allowed: false, reason });
      }
    }
  });

  it('exempts loopback on the local stack alone', () => {
    for (const address of ['127.0.0.1', '127.255.0.1', '::1']) {
      const allowCidrs = ['127.0.0.0/8', '::1/128'];
      expect(createAddressPolicy({ allowCidrs, environment: 'local' }).check(address).allowed).toBe(true);
      expect(createAddressPolicy({ allowCidrs, environment: 'production' }).check(address).allowed).toBe(
        false,
      );
      expect(createAddressPolicy({ allowCidrs }).check(address).allowed).toBe(false);
      expect(createAddressPolicy({ allowCidrs: [], environment: 'local' }).check(address).allowed).toBe(
        false,
      );
    }
  });
});

describe('an allow-list setting', () => {
  it('means the default when it is absent, and nothing when it is empty', () => {
    expect(parseAllowCidrs(undefined, ['127.0.0.0/8'])).toEqual(['127.0.0.0/8']);
    expect(parseAllowCidrs('', ['127.0.0.0/8'])).toEqual([]);
    expect(parseAllowCidrs(' , ', ['127.0.0.0/8'])).toEqual([]);
  });

  it('takes blocks and bare addresses, separated by commas or spaces', () => {
    expect(parseAllowCidrs('10.0.0.0/8, 192.168.1.7\nfd00::/8', [])).toEqual([
      '10.0.0.0/8',
      '192.168.1.7',
      'fd00::/8',
    ]);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0/8',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    'pbx.example',
    '*',
  ])('refuses to start with %j, and names it', (cidr) => {
    expect(() => parseAllowCidrs(`127.0.0.1/32,${cidr}`, [])).toThrow(`"${cidr}" is not a CIDR block`);
    expect(() => createAddressPolicy({ allowCidrs: [cidr] })).toThrow(`"${cidr}" is not a CIDR block`);
  });
});

describe('every IPv6 form that carries an IPv4 address', () => {
  const forms = [
    (hex: string) => `::ffff:${hex}`,
    (hex: string) => `::${hex}`,
    (hex: string) => `::ffff:0:${hex}`,
    (hex: string) => `64:ff9b::${hex}`,
    (hex: string) => `64:ff9b:1::${hex}`,
    (hex: string) => `2002:${hex}::1`,
    (hex: string) => `2001:0:${hex}::1`,
    (hex: string) => `fe80::5efe:${hex}`,
    (hex: string) => `2a00::5efe:${hex}`,
  ];

  it('is refused whatever it carries and whatever is allowed', () => {
    const lenient = createAddressPolicy({ allowCidrs: everything, environment: 'local' });
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.integer({ min: 2, max: 0xffff_ffff }), (form, ipv4) => {
        const address = form(`${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`);
        expect(net.isIPv6(address)).toBe(true);
        expect(lenient.check(address).allowed).toBe(false);
      }),
    );
  });
});
