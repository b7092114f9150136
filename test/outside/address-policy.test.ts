// Holds the address policy to its ranges, edge by edge.
import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../shared/domain/address-policy.ts';
import { publicAddresses, refusedRangeEdges } from './address-ranges.ts';

const strict = createAddressPolicy({ allowCidrs: [] });

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
