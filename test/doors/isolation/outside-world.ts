// What lies outside for every source of the proof: the PBX that has its recordings, and the server its results go to.
import { readBody, startLoopbackServer } from '../../../infra/local/outside/loopback-server.ts';
import { synthesiseCall } from '../../../infra/local/outside/speech/synthesise-call.ts';
import { encodeWav } from '../../../infra/local/outside/speech/wav-file.ts';

export interface Forward {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OutsideWorld {
  readonly baseUrl: string;
  readonly forwards: readonly Forward[];
  close(): Promise<void>;
}

const maxBytes = 1024 * 1024;

/** `GET` gives a call, whatever its path; `POST /<canary>/…` is a delivery, and is answered with that canary. */
export const startOutsideWorld = async (): Promise<OutsideWorld> => {
  const call = encodeWav(synthesiseCall({ seconds: 1, seed: 3 }), 8000);
  const forwards: Forward[] = [];
  const server = await startLoopbackServer({
    handler: async (request, response) => {
      const { method, url: path = '/' } = request;
      if (method !== 'POST') {
        response.writeHead(200, { 'content-type': 'audio/x-wav', 'content-length': call.length }).end(call);
        return;
      }
      const body = (await readBody(request, maxBytes)).toString('utf8');
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      forwards.push({ path, headers: Object.fromEntries(headers), body });
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`taken by ${path.split('/')[1]}`);
    },
  });
  return { baseUrl: server.baseUrl, forwards, close: server.close };
};
