// G.711 from its definition, as a decoder that is not sox's: sign, three bits of exponent, four of mantissa.

const expand = (codes: Buffer, sampleOf: (code: number) => number): Buffer => {
  const samples = Buffer.alloc(codes.length * 2);
  for (const [index, code] of codes.entries()) samples.writeInt16LE(sampleOf(code), index * 2);
  return samples;
};

/** All bits inverted; a bias of 33 makes the segments join. */
export const expandMulaw = (codes: Buffer): Buffer =>
  expand(codes, (code) => {
    const bits = ~code & 0xff;
    const size = (((bits & 0x0f) * 2 + 33) << ((bits >> 4) & 7)) - 33;
    return (bits & 0x80 ? -size : size) * 4;
  });

/** Every other bit inverted; the first two segments have the same step. */
export const expandAlaw = (codes: Buffer): Buffer =>
  expand(codes, (code) => {
    const bits = code ^ 0x55;
    const exponent = (bits >> 4) & 7;
    const mantissa = ((bits & 0x0f) << 4) + 8;
    const size = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
    return bits & 0x80 ? size : -size;
  });
