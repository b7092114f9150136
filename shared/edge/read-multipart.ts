// multipart/form-data with text fields, as a browser's FormData sends it.
import { Busboy } from '@fastify/busboy';
import { decodeUtf8, type Fields, malformed, toFields } from './fields.ts';

const limits = { fields: 50, parts: 50, fieldNameSize: 200, fieldSize: 64 * 1024, headerPairs: 20 };

/** @throws VoxgateError INVALID_PARAMETER on a broken body, a file where text belongs, a repeated field */
export const readMultipart = (body: Uint8Array, contentType: string): Promise<Fields> => {
  // The parser would replace what is no UTF-8; a form of text fields must be it as a whole.
  decodeUtf8(body);
  return new Promise((resolve, reject) => {
    const fail = (message: string) => reject(malformed(message));
    const pairs: [string, string][] = [];
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({ headers: { 'content-type': contentType }, limits });
    } catch {
      return fail('The multipart body has no usable boundary');
    }
    // The parser's types promise a name; a part without one has none.
    parser.on('field', (name: string | undefined, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) fail('A multipart field is too long');
      if (name === undefined) fail('A multipart field has no name');
      else pairs.push([name, value]);
    });
    parser.on('file', (name: string | undefined, stream) => {
      stream.resume();
      fail(`The field ${name?.slice(0, 100) ?? 'without a name'} must be text, not a file`);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => fail('The multipart body has too many parts'));
    }
    parser.on('error', () => fail('The multipart body is malformed'));
    parser.on('finish', () => {
      try {
        resolve(toFields(pairs));
      } catch (error) {
        reject(error);
      }
    });
    parser.end(Buffer.from(body));
  });
};
