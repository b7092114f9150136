// The panel's built files beside the function's code: a fixed table, read once; no path is ever made from a request.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const tableSchema = z.record(z.string(), z.object({ type: z.string() }));

export const encodings = { br: '.br', gzip: '.gz', identity: '' } as const;
export type Encoding = keyof typeof encodings;

export interface PanelFiles {
  /** The page, with the mark where a nonce belongs. */
  readonly page: string;
  readonly nonceMark: string;
  /** `undefined` when the table does not have it. */
  find(name: string): PanelFile | undefined;
}

export interface PanelFile {
  readonly contentType: string;
  read(encoding: Encoding): Uint8Array;
}

const nonceOf = /<meta property="csp-nonce" nonce="([\w-]+)"/;

/** @param directory as console/build.ts made it */
export const panelFiles = (directory: string): PanelFiles => {
  const page = readFileSync(join(directory, 'index.html'), 'utf8');
  const nonceMark = nonceOf.exec(page)?.[1];
  if (nonceMark === undefined) throw new Error('The panel page has no place for its nonce');
  const table = tableSchema.parse(JSON.parse(readFileSync(join(directory, 'assets.json'), 'utf8')));
  const readOnce = new Map<string, Uint8Array>();
  const read = (path: string): Uint8Array => {
    const bytes = readOnce.get(path) ?? readFileSync(path);
    readOnce.set(path, bytes);
    return bytes;
  };
  const files = new Map(
    Object.entries(table).map(([name, { type }]) => [
      name,
      {
        contentType: type,
        read: (encoding: Encoding) => read(join(directory, 'assets', `${name}${encodings[encoding]}`)),
      },
    ]),
  );
  return { page, nonceMark, find: (name) => files.get(name) };
};
