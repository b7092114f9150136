// `npm run doors`, urls: strangers' URLs in every disguise against both ways out; sockets are counted beneath all of our code.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import type { HostLookup } from '../../../shared/outside/resolve-target.ts';
import type { Row } from '../../bench/row.ts';
import { answer, hasIpv6Loopback, startHostileServer, watchDials } from '../../support/hostile-server.ts';
import { makeSelfSignedCertificate } from '../../support/self-signed-certificate.ts';
import type { ProofRun } from '../proof-run.ts';
import { type AddressSettings, type Door, downloadDoor, downloaded, forwardDoor } from './outgoing-doors.ts';
import { type Sentinel, startSentinel } from './sentinel.ts';
import { allowedForms, certifiedName, hostileAnswers, hostileForms, hostileFormsOf } from './url-forms.ts';

/** Makes the doors under attack. */
export interface UrlDoors {
  download(settings: AddressSettings, toPath: string): Door;
  forward(settings: AddressSettings): Door;
}

const leastForms = 150;
/** A redirect must come from somewhere: of loopback this address alone is allowed then. */
const originAddress = '127.0.0.77';

interface Scene {
  readonly doors: UrlDoors;
  readonly toPath: string;
  /** Where the forms point at: none of them is to see a connection. */
  readonly sentinels: readonly Sentinel[];
}

const noSuchName = async (): Promise<never> => {
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

/** As the system answers for localhost; no other name leaves this machine. */
const ownNames: HostLookup = async (hostname) =>
  hostname === 'localhost' ? [{ address: '127.0.0.1' }, { address: '::1' }] : noSuchName();

const nothingAllowed = { addressPolicy: 'production', allowCidrs: [], lookup: ownNames };

/** Sockets that the process opened while it worked, and connections that arrived at the sentinels by all else. */
const dialledBy = async ({ sentinels }: Scene, work: () => Promise<void>): Promise<number> => {
  const arrived = () => sentinels.reduce((sum, sentinel) => sum + sentinel.connectionCount(), 0);
  const before = arrived();
  const dials = watchDials();
  try {
    await work();
  } finally {
    dials.stop();
  }
  return Math.max(dials.count(), arrived() - before);
};

const rowOf = (what: string, tried: number, dialled: number, unit = 'calls'): Row => ({
  what,
  measured: `${tried} ${unit}, ${dialled} dialled`,
  target: { text: '0 dialled', isMet: dialled === 0 },
});

const askDirectly = async (scene: Scene): Promise<readonly Row[]> => {
  const { doors, toPath, sentinels } = scene;
  const port = String(sentinels[0]?.port);
  const ways = { download: doors.download(nothingAllowed, toPath), forward: doors.forward(nothingAllowed) };
  const rows: Row[] = [];
  for (const scheme of ['http', 'https'] as const) {
    for (const [name, ask] of Object.entries(ways)) {
      const forms = hostileFormsOf(scheme);
      const dialled = await dialledBy(scene, async () => {
        for (const form of forms) await ask(form.replaceAll('PORT', port));
      });
      rows.push(rowOf(`hostile forms of a URL, ${scheme}, ${name}`, forms.length, dialled));
    }
  }
  return rows;
};

/** The name server is the attacker's: hostile answers alone, and before and behind a harmless one. */
const askByName = async (scene: Scene): Promise<Row> => {
  const { doors, toPath, sentinels } = scene;
  const harmless = { address: '8.8.8.8' };
  const answers = hostileAnswers.flatMap((address) => [
    [{ address }],
    [harmless, { address }],
    [{ address }, harmless],
  ]);
  const dialled = await dialledBy(scene, async () => {
    for (const addresses of answers) {
      const settings = { ...nothingAllowed, lookup: async () => addresses };
      const url = `http://recordings.example:${sentinels[0]?.port}/`;
      await doors.download(settings, toPath)(url);
      await doors.forward(settings)(url);
    }
  });
  return rowOf('hostile answers of a name server, download and forward', answers.length * 2, dialled);
};

/** What is dialled beside the redirecting server itself, where relative forms lead back to. */
const askByRedirect = async (scene: Scene): Promise<Row> => {
  let location = '';
  const origin = await startHostileServer({
    address: originAddress,
    behaviours: { '/start': (socket, request) => answer(302, { location })(socket, request) },
  });
  const settings = { addressPolicy: 'local', allowCidrs: [originAddress], lookup: ownNames };
  const ways = [scene.doors.download(settings, scene.toPath), scene.doors.forward(settings)];
  try {
    const dialled = await dialledBy(scene, async () => {
      for (const form of hostileForms) {
        location = form.replaceAll('PORT', String(scene.sentinels[0]?.port));
        for (const ask of ways) await ask(origin.url('/start'));
      }
    });
    const asked = hostileForms.length * ways.length;
    if (origin.connectionCount() < asked) throw new Error('not every redirect was asked for');
    return rowOf(
      'redirects to hostile forms, download and forward',
      asked,
      dialled - origin.connectionCount(),
    );
  } finally {
    await origin.close();
  }
};

const askAllowed = async ({ doors, toPath }: Scene): Promise<Row> => {
  const certificate = makeSelfSignedCertificate(certifiedName);
  const roots = tls.getCACertificates('default');
  const behaviours = { '/call': answer(200, {}, 'audio') };
  const plain = await startHostileServer({ behaviours });
  const secure = await startHostileServer({ behaviours, certificate });
  const settings = {
    addressPolicy: 'local',
    allowCidrs: ['127.0.0.0/8', '::1/128'],
    lookup: async () => [{ address: '127.0.0.1' }],
  };
  const worked = { download: 0, forward: 0 };
  tls.setDefaultCACertificates([...roots, certificate.cert]);
  try {
    for (const form of allowedForms) {
      const url = form.replace('PORT', String(plain.port)).replace('SECURE', String(secure.port));
      if ((await doors.download(settings, toPath)(url)) === downloaded) worked.download += 1;
      if ((await doors.forward(settings)(url)) === '200') worked.forward += 1;
    }
  } finally {
    tls.setDefaultCACertificates(roots);
    await Promise.all([plain.close(), secure.close(), rm(toPath, { force: true })]);
  }
  const all = allowedForms.length;
  return {
    what: 'odd forms of allowed URLs that worked, download; forward',
    measured: `${worked.download} of ${all}; ${worked.forward} of ${all}`,
    target: { text: 'all', isMet: worked.download === all && worked.forward === all },
  };
};

const formsRow = (left: readonly string[]): Row => ({
  what: 'different hostile forms of a URL; files that failed downloads left',
  measured: `${new Set(hostileForms).size}; ${left.length}`,
  target: {
    text: `≥ ${leastForms}; 0`,
    isMet: new Set(hostileForms).size >= leastForms && left.length === 0,
  },
});

/** All of it each time, however small the run: it takes seconds. */
export const attackByUrls = async (
  { say }: ProofRun,
  doors: UrlDoors = { download: downloadDoor, forward: forwardDoor },
): Promise<readonly Row[]> => {
  const sentinels = [await startSentinel('127.0.0.1')];
  if (await hasIpv6Loopback()) sentinels.push(await startSentinel('::1', sentinels[0]?.port));
  const directory = await mkdtemp(join(tmpdir(), 'doors-urls-'));
  const scene: Scene = { doors, toPath: join(directory, 'recording.bin'), sentinels };
  try {
    say(`  ${hostileForms.length} hostile forms`);
    const asked = [...(await askDirectly(scene)), await askByName(scene), await askByRedirect(scene)];
    const left = await readdir(directory);
    return [formsRow(left), ...asked, await askAllowed(scene)];
  } finally {
    await Promise.all(sentinels.map((sentinel) => sentinel.close()));
    await rm(directory, { recursive: true, force: true });
  }
};
