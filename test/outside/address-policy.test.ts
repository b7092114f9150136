// Holds the address policy to its ranges, edge by edge, and to what no allow-list may exempt.
import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy, parseAllowCidrs } from '../../shared/domain/address-policy.ts';

const strict = createAddressPolicy({ allowCidrs: [] });
const everything = ['0.0.0.0/0', '::/0'];

const publicAddresses = [
  '1.0.0.0',
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '191.255.255.255',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2000::',
  '2001:200::',
  '2001:4860:4860::8888',
  '2003::1',
  '2606:4700:4700::1111',
  '2A00:1450:4001:80b::200e',
  '3ffd:ffff::1',
  '2600:1f18::93.184.216.34',
];

const refusedRangeEdges: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0', '127.0.0.1', '127.1.2.3', '127.255.255.255', '::1', '0:0:0:0:0:0:0:1'],
  'this host': ['0.0.0.0', '0.255.255.255', '::'],
  private: [
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.0',
    '192.168.255.255',
    'fc00::',
    'fdff::1',
  ],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  'link-local': [
    '169.254.0.0',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.255.255',
    'fe80::1',
    'febf:ffff::',
  ],
  metadata: [
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
  ],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '2001:10::1', '2001:20::1', '2001:1ff:ffff::'],
  documentation: [
    '192.0.2.0',
    '198.51.100.255',
    '203.0.113.1',
    '2001:db8::1',
    '2001:db8:ffff::',
    '3fff::1',
    '3fff:fff::',
  ],
  benchmarking: ['198.18.0.0', '198.19.255.255'],
  multicast: ['224.0.0.0', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  reserved: ['240.0.0.0', '255.255.255.254', 'fec0::1', '3ffe::1'],
  broadcast: ['255.255.255.255'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '0:0:0:0:0:ffff:a00:1'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::8.8.8.8', '::2'],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '64:ff9b:1:ffff::'],
  '6to4': ['2002:7f00:1::', '2002::', '2002:ffff::1', '192.88.99.1'],
  Teredo: ['2001::1', '2001:0:ffff::'],
  ISATAP: ['2a00::5efe:10.0.0.1', '2a00::200:5efe:7f00:1'],
  'not global unicast': [
    '64:ff9a::1',
    '100::1',
    '1fff::',
    '4000::',
    '5f00::1',
    'e000::1',
    'fbff::',
    '8000::',
  ],
  'not a plain IP address': [
    '',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    ' 127.0.0.1',
    '127.0.0.01',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '[::1]',
    '::1%lo',
    'fe80::1%eth0',
    '2606:4700::1111%eth0',
    ':::',
    '1::2::3',
    '12345::',
    '::g',
    ':1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::127.0.0.1:1',
    '::1.2.3',
    '8.8.8.8/32',
    '８.８.８.８',
    '1:2:3:4:5:6:7:',
  ],
};

describe('a policy without an allow-list', () => {
  it.each(publicAddresses)('lets %s through', (address) => {
    expect(strict.check(address)).toEqual({ allowed: true });
  });

  for (const [reason, addresses] of Object.entries(refusedRangeEdges)) {
    it.each(addresses)(`refuses %j as ${reason}`, (address) => {
      expect(strict.check(address)).toEqual({ allowed: false, reason });
    });
  }
});

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
