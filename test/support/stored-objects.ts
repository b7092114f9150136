// The local stack's buckets, read as an operator would.
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { TestStack } from './local-stack.ts';

const clientOf = (stack: TestStack): S3Client =>
  new S3Client({
    endpoint: stack.engine.endpoints.s3,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

const bucketName = (stack: TestStack, construct: string): string => {
  const found = [...stack.engine.resources].find(
    ([id, { type }]) => id.startsWith(construct) && type === 'AWS::S3::Bucket',
  );
  if (!found) throw new Error(`no bucket ${construct}`);
  return found[1].name;
};

/** @param construct `Audio` or `Results` */
export const listObjects = async (stack: TestStack, construct: string, prefix: string): Promise<string[]> => {
  const client = clientOf(stack);
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucketName(stack, construct),
        Prefix: prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  client.destroy();
  return keys;
};

export const readObject = async (stack: TestStack, construct: string, key: string): Promise<Uint8Array> => {
  const client = clientOf(stack);
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucketName(stack, construct), Key: key }),
  );
  const bytes = await Body?.transformToByteArray();
  client.destroy();
  return bytes ?? new Uint8Array();
};
