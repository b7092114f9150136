// The layer at work where nothing else is: at /opt, unwritable, beside a /tmp, without environment, by a user who is not root.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSoxLayer } from '../../layers/sox/build-sox-layer.ts';
import { type LayerArch, layerArchs } from '../../layers/sox/layer-arch.ts';
import { AudioBench } from '../support/audio-sox.ts';
import { readZip, type ZipEntry } from '../support/audio-zip.ts';
import { compareSamples } from './proof/compare-samples.ts';
import { findWayIn } from './proof/enter-jail.ts';
import { findEmulator, thisArch } from './proof/find-emulator.ts';
import { makeProofRecordings, type ProofRecording } from './proof/proof-recordings.ts';
import { type ProofRow, proveLayer } from './proof/prove-layer.ts';

const wayIn = await findWayIn();
const emulators = {
  x86_64: wayIn && (await findEmulator('x86_64')),
  arm64: wayIn && (await findEmulator('arm64')),
};
for (const arch of layerArchs) {
  const needed = wayIn
    ? 'qemu-user-static is not installed'
    : 'neither root nor user namespaces are to be had';
  if (!emulators[arch]) process.stderr.write(`\nSKIPPED: the ${arch} layer is not proven, ${needed}\n`);
}

let bench: AudioBench;
let recordings: ProofRecording[];
beforeAll(async () => {
  bench = await AudioBench.open();
  recordings = await makeProofRecordings(bench);
});
afterAll(() => bench.close());

async function filesOf(arch: LayerArch): Promise<ZipEntry[]> {
  return readZip(await readFile((await buildSoxLayer({ arch })).zipFile));
}

async function prove(arch: LayerArch, layerFiles: readonly ZipEntry[]): Promise<ProofRow[]> {
  const emulator = emulators[arch];
  if (!wayIn || !emulator) throw new Error(`${arch} cannot be proven here`);
  return proveLayer({ layerFiles, wayIn, emulator }, recordings);
}

const failuresIn = (rows: readonly ProofRow[]): string[] =>
  rows.filter(({ passed }) => !passed).map(({ what }) => what);

describe.each(layerArchs)('the %s layer', (arch) => {
  test.skipIf(!emulators[arch])(
    'needs nothing but itself to read every format, and gives the samples it must',
    async () => {
      const rows = await prove(arch, await filesOf(arch));
      expect(rows.filter(({ passed }) => !passed)).toEqual([]);
      expect(rows).toHaveLength(2 + recordings.length);
    },
  );

  test('takes less than a tenth of the 250 MB that Lambda unpacks at most', async () => {
    const bytes = (await filesOf(arch)).reduce((sum, { content }) => sum + content.length, 0);
    expect(bytes).toBeLessThan(25e6);
  });
});

describe.skipIf(!emulators[thisArch])('the proof notices', () => {
  test('a library that is missing, by the formats that need it', async () => {
    const files = await filesOf(thisArch);
    const rows = await prove(
      thisArch,
      files.filter(({ name }) => name !== 'sox/lib/libopencore-amrnb.so.0'),
    );
    expect(failuresIn(rows)).toEqual(['plug-ins load', 'amr-nb']);
  });

  test('a plug-in that is missing', async () => {
    const files = await filesOf(thisArch);
    const rows = await prove(
      thisArch,
      files.filter(({ name }) => name !== 'sox/fmt/libsox_fmt_opus.so'),
    );
    expect(failuresIn(rows)).toEqual(['plug-ins load', 'ogg/opus SILK', 'ogg/opus CELT']);
  });

  test('a loader that is missing, by everything', async () => {
    const files = await filesOf(thisArch);
    const rows = await prove(
      thisArch,
      files.filter(({ name }) => name !== 'sox/lib/ld.so'),
    );
    expect(failuresIn(rows)).toHaveLength(rows.length);
  });
});

describe('samples are refused', () => {
  const changed = (samples: Buffer, at: number, by: number): Buffer => {
    const copy = Buffer.from(samples);
    copy.writeInt16LE(copy.readInt16LE(at) + by, at);
    return copy;
  };
  const recordingOf = (format: string): ProofRecording => {
    const found = recordings.find((recording) => recording.format === format);
    if (!found) throw new Error(`no ${format}`);
    return found;
  };

  test('that are one step off, where the codec is defined bit by bit', () => {
    const flac = recordingOf('flac');
    expect(compareSamples(flac.samples, flac)).toBe('bit for bit');
    expect(() => compareSamples(changed(flac.samples, 2000, 1), flac)).toThrow('off by 1');
  });

  test('that are too few', () => {
    const gsm = recordingOf('gsm');
    expect(() => compareSamples(gsm.samples.subarray(2), gsm)).toThrow('15999 samples');
  });

  test("that this machine's sox agrees with, but the codec's definition does not", () => {
    const gsm = recordingOf('gsm');
    const samples = changed(gsm.samples, 2000, 1);
    expect(() => compareSamples(samples, { ...gsm, samples })).toThrow('known to give');
  });

  test('that are further off than the stated tolerance, or sound like something else', () => {
    const mp3 = recordingOf('mp3');
    expect(() => compareSamples(changed(mp3.samples, 2000, mp3.tolerance + 1), mp3)).toThrow('off by 65');
    const samples = Buffer.from(mp3.samples).reverse();
    expect(() => compareSamples(samples, { ...mp3, samples })).toThrow('not what was recorded');
  });
});
