// First fact of the sox layer: the two machines it is built for, and what each is called by Lambda, Debian and ELF.

export const layerArchs = ['x86_64', 'arm64'] as const;

/** Named as AWS Lambda names architectures. */
export type LayerArch = (typeof layerArchs)[number];

export interface ArchFacts {
  /** Debian's architecture name, as in `sox_…_amd64.deb`. */
  readonly debian: string;
  /** Debian's multiarch folder below `usr/lib`. */
  readonly triplet: string;
  /** DT_SONAME of the dynamic loader. */
  readonly loader: string;
  /** `e_machine` of the ELF header: EM_X86_64, EM_AARCH64. */
  readonly elfMachine: number;
}

export const archFacts: Readonly<Record<LayerArch, ArchFacts>> = {
  x86_64: {
    debian: 'amd64',
    triplet: 'x86_64-linux-gnu',
    loader: 'ld-linux-x86-64.so.2',
    elfMachine: 62,
  },
  arm64: {
    debian: 'arm64',
    triplet: 'aarch64-linux-gnu',
    loader: 'ld-linux-aarch64.so.1',
    elfMachine: 183,
  },
};
