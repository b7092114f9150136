// A path under /admin → one of the panel's files, or the page, whose own router knows the rest.
import type { Randomness } from '../../../shared/domain/randomness.ts';
import { VoxgateError } from '../../../shared/domain/voxgate-error.ts';
import type { HttpAnswer } from '../../../shared/edge/http-request.ts';
import type { Encoding, PanelFiles } from './panel-files.ts';
import { assetHeaders, pageHeaders } from './panel-headers.ts';

export interface ServePanelDeps {
  readonly files: PanelFiles;
  readonly mediaOrigin: () => Promise<string>;
  readonly random: Randomness;
}

export interface ServePanelInput {
  /** Below /admin, without the first slash. */
  readonly path: string;
  readonly acceptEncoding: string | undefined;
}

const assets = 'assets/';
/** 24 characters of [0-9a-z]: 124 bits. */
const nonceLength = 24;

/** `q=0` means "not this one": https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
const accepts = (header: string, encoding: Encoding): boolean =>
  header.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((item) => item.trim().toLowerCase());
    return name === encoding && !parameters.some((item) => /^q=0(\.0*)?$/.test(item));
  });

const chooseEncoding = (header = ''): Encoding =>
  (['br', 'gzip'] as const).find((encoding) => accepts(header, encoding)) ?? 'identity';

/** @throws VoxgateError NOT_FOUND */
export const servePanel = async (
  { files, mediaOrigin, random }: ServePanelDeps,
  { path, acceptEncoding }: ServePanelInput,
): Promise<HttpAnswer> => {
  if (path.startsWith(assets)) {
    const file = files.find(path.slice(assets.length));
    if (!file) throw new VoxgateError('NOT_FOUND', 'No such file');
    const encoding = chooseEncoding(acceptEncoding);
    return { status: 200, headers: assetHeaders(file.contentType, encoding), body: file.read(encoding) };
  }
  const nonce = random.token(nonceLength);
  return {
    status: 200,
    headers: pageHeaders({ mediaOrigin: await mediaOrigin(), nonce }),
    body: files.page.replaceAll(files.nonceMark, nonce),
  };
};
