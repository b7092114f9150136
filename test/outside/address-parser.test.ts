// Holds the address parser to what Node itself takes for an address, and to the number that the URL standard makes of it.
import net from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpAddress } from '../../shared/domain/ip-range.ts';

describe('the address parser', () => {
  it('takes an IPv4 or IPv6 text exactly when Node does, zone ids aside', () => {
    const pieces = fc.array(
      fc.constantFrom('0', '1', '01', '255', '256', 'ffff', '7f', ':', '::', '.', '%', '10000', 'g'),
      {
        maxLength: 17,
      },
    );
    const texts = fc.oneof(
      pieces.map((parts) => parts.join('')),
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.string(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const family = text.includes('%') ? 0 : net.isIP(text);
        expect(parseIpAddress(text)?.family ?? 0).toBe(family);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads every spelling of an IPv6 address as the number that the URL standard canonicalises it to', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseIpAddress(text)).toEqual(parseIpAddress(canonical));
      }),
    );
  });

  it('agrees with an independent reading of 128 bits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const value = BigInt(`0x${groups.map((group) => group.toString(16).padStart(4, '0')).join('')}`);
        expect(parseIpAddress(groups.map((group) => group.toString(16)).join(':'))).toEqual({
          family: 6,
          value,
        });
      }),
    );
  });
});
