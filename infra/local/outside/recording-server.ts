// The PBX, as the local stack has it: serves its recordings from one folder, the way PBXs do.
import { type FileHandle, lstat, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sendJson, startLoopbackServer } from './loopback-server.ts';

export interface RecordingServerOptions {
  /** Every plain file right inside is served as `/recordings/<name>`; folders and links are not. */
  readonly directory: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** @default no log */
  readonly log?: (line: string) => void;
}

export interface RecordingServer {
  readonly baseUrl: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>/recordings/<name>` */
  urlOf(name: string): string;
  close(): Promise<void>;
}

/** What common web servers say of these names; Apache's list knows no `.gsm`. */
const contentTypes: Readonly<Record<string, string>> = {
  '.wav': 'audio/x-wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/x-flac',
  '.html': 'text/html',
};

/** One folder level, no hidden files, nothing that could climb. */
const namePattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Query strings are ignored, as PBXs sign their URLs afresh on every use. */
export async function startRecordingServer(options: RecordingServerOptions): Promise<RecordingServer> {
  const server = await startLoopbackServer({
    port: options.port,
    log: options.log,
    handler: (request, response) => serve(options.directory, request, response),
  });
  return {
    ...server,
    urlOf: (name) => `${server.baseUrl}/recordings/${encodeURIComponent(name)}`,
  };
}

async function serve(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendJson(response, 405, { message: 'Recordings can only be read' }, { allow: 'GET, HEAD' });
  }
  const name = /^\/recordings\/([^/?]+)(?:\?|$)/.exec(request.url ?? '')?.[1] ?? '';
  const file = namePattern.test(name) ? await openPlainFile(join(directory, name)) : undefined;
  if (file === undefined) return sendJson(response, 404, { message: 'No such recording' });
  try {
    response.writeHead(200, {
      'content-type': contentTypes[extname(name).toLowerCase()] ?? 'application/octet-stream',
      'content-length': file.size,
    });
    if (request.method === 'HEAD' || file.size === 0) response.end();
    else await pipeline(file.handle.createReadStream({ autoClose: false, end: file.size - 1 }), response);
  } finally {
    await file.handle.close();
  }
}

async function openPlainFile(path: string): Promise<{ handle: FileHandle; size: number } | undefined> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined || !info.isFile()) return undefined;
  return { handle: await open(path), size: info.size };
}
