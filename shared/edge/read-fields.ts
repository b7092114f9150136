// Named fields out of a request's body: forms, multipart and JSON, strict where leniency would hide a mistake.
import { decodeUtf8, type Fields, malformed, toFields } from './fields.ts';
import type { HttpRequest } from './http-request.ts';
import { readJsonObject } from './read-json-object.ts';
import { readMultipart } from './read-multipart.ts';

const percentEncoded = /%([0-9A-Fa-f]{2})/g;

/** application/x-www-form-urlencoded: a stray % stands for itself, as browsers read it; bad UTF-8 does not pass. */
const decodeFormText = (text: string): string => {
  const spaced = text.replaceAll('+', ' ');
  const latin1 = Buffer.from(spaced, 'utf8')
    .toString('latin1')
    .replaceAll(percentEncoded, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeUtf8(Buffer.from(latin1, 'latin1'), false);
};

const readForm = (body: Uint8Array): Fields => {
  const pairs = decodeUtf8(body)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decodeFormText(name), decodeFormText(value)] as const;
    });
  return toFields(pairs);
};

/** No Content-Type, or an unknown one: read as a form. */
export const readFields = async (request: HttpRequest): Promise<Fields> => {
  const encoding = request.headers['content-encoding']?.toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') throw malformed('Content-Encoding is not supported');
  const contentType = request.headers['content-type'] ?? '';
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'multipart/form-data') return readMultipart(request.body, contentType);
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return readJsonObject(request.body);
  return readForm(request.body);
};
