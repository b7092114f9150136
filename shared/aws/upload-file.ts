// A file into S3: in one piece, or in parts when it is large. Only transcode needs it, so only transcode bundles it.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** Above S3's minimum of 5 MiB, below the 11 MiB that the local stack's emulator takes in one request. */
const partBytes = 8 * 1024 * 1024;

/** Memory stays at two parts whatever the file's size. */
export const uploadFile = async (
  client: S3Client,
  target: { readonly bucket: string; readonly key: string; readonly contentType: string },
  path: string,
): Promise<void> => {
  const { size } = await stat(path);
  const upload = new Upload({
    client,
    partSize: partBytes,
    queueSize: 2,
    params: {
      Bucket: target.bucket,
      Key: target.key,
      ContentType: target.contentType,
      Body: createReadStream(path),
      ...(size <= partBytes && { ContentLength: size }),
    },
  });
  await upload.done();
};
