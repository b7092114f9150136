// One S3 bucket's objects: texts that are written whole, and files that are read as streams.
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { isJsonLogName, jsonLogKey } from '../domain/json-log-name.ts';
import type { Answers, JsonLogs } from '../use-cases/ports.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const maxKeysPerDelete = 1000;

export class ObjectBucket {
  readonly #client: S3Client;
  readonly #name: string;

  constructor(client: S3Client, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** The JSON logs: what the vendor said, under a name that is the capability to read it. */
  get jsonLogs(): JsonLogs {
    return {
      put: (name, text) => this.put(jsonLogKey(name), text, 'application/json'),
      get: async (name) => (isJsonLogName(name) ? this.getText(jsonLogKey(name)) : undefined),
    };
  }

  get texts(): Answers {
    return { put: (key, text) => this.put(key, text, 'text/plain'), get: (key) => this.getText(key) };
  }

  async put(key: string, body: string | Uint8Array, contentType: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({ Bucket: this.#name, Key: key, Body: body, ContentType: contentType }),
    );
  }

  /** Whoever has it may read the object for so long. Made without a call. */
  signedUrl(key: string, expiresIn: number): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.#name, Key: key });
    return getSignedUrl(this.#client, command, { expiresIn });
  }

  /** `undefined` when there is no such object. */
  async getText(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
      return await Body?.transformToString('utf-8');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** What is not there is no error. @throws Error without any key: a log's is the capability to read it */
  async remove(keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += maxKeysPerDelete) {
      const Objects = keys.slice(start, start + maxKeysPerDelete).map((Key) => ({ Key }));
      const command = new DeleteObjectsCommand({ Bucket: this.#name, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await this.#client.send(command);
      const [first] = Errors;
      if (first) throw new Error(`${Errors.length} objects not removed: ${first.Code}`);
    }
  }

  async openStream(key: string): Promise<Readable> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
    if (!(Body instanceof Readable)) throw new Error(`${key} has no body`);
    return Body;
  }
}
