// The machines of an attacker: one server for each attack, and another origin that takes down what reaches it.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  answer,
  type HostileServer,
  type ReceivedRequest,
  startHostileServer,
} from '../../support/hostile-server.ts';
import { makeSelfSignedCertificate } from '../../support/self-signed-certificate.ts';
import { type Attack, goodRecording } from './attack.ts';
import { canary } from './server-doors.ts';

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Speaks TCP where TLS is expected. */
const startWithoutTls = async (greet: (socket: Socket) => void): Promise<Listening> => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/?token=${canary}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const startAttacker = async (
  { behaviours, speaks = 'http' }: Attack,
  elsewhere: (path: string) => string,
): Promise<Listening> => {
  if (speaks === 'mute') return startWithoutTls(() => {});
  if (speaks === 'garbled') return startWithoutTls((socket) => socket.end('this is no TLS at all\r\n'));
  const server = await startHostileServer({
    behaviours: behaviours({ elsewhere }),
    ...(speaks === 'untrusted https' && { certificate: makeSelfSignedCertificate('pbx.example') }),
  });
  return { url: server.url(`/?token=${canary}`), close: server.close };
};

const tellingHeaders = ['authorization', 'cookie', 'proxy-authorization', 'referer', 'x-api-key'];

/** Whether it carries what was meant for the first server alone. */
const carriesCredentials = ({ path, headers, body }: ReceivedRequest): boolean =>
  tellingHeaders.some((name) => name in headers) || JSON.stringify([path, headers, body]).includes(canary);

export interface AttackerSite {
  readonly attackers: readonly (Listening & { readonly attack: Attack })[];
  /** How many requests reached the other origin, and how many of them told it something. */
  seenElsewhere(): { readonly requests: number; readonly leaks: number };
  close(): Promise<void>;
}

export const startAttackerSite = async (attacks: readonly Attack[]): Promise<AttackerSite> => {
  const challenge = { 'www-authenticate': 'Basic realm="calls"' };
  const other: HostileServer = await startHostileServer({
    address: '127.0.0.2',
    behaviours: { '/login': answer(401, challenge, 'who are you?'), '/call': answer(200, {}, goodRecording) },
  });
  const attackers = await Promise.all(
    attacks.map(async (attack) => ({ attack, ...(await startAttacker(attack, other.url)) })),
  );
  return {
    attackers,
    seenElsewhere: () => ({
      requests: other.requests.length,
      leaks: other.requests.filter(carriesCredentials).length,
    }),
    close: async () => {
      await Promise.all([other, ...attackers].map((server) => server.close()));
    },
  };
};
