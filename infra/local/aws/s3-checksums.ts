import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from './aws-error.ts';
import type { RequestHeaders } from './embedded-api.ts';

const HEADER = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

/** Holds an upload against the checksums that its headers declare; answers BadDigest as S3 where one differs. */
export function verifyChecksums(headers: RequestHeaders, body: Uint8Array): void {
  const contentMd5 = headers.get('content-md5');
  if (contentMd5 && contentMd5 !== digest('md5', body)) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  for (const [name, declared] of headers) {
    const algorithm = HEADER.exec(name)?.[1];
    if (!algorithm) continue;
    if (declared === computed(algorithm, body)) continue;
    throw new AwsError(
      'BadDigest',
      `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    );
  }
}

/** CRC-32 of an object as S3 writes it: base64 of its four bytes, the highest first. */
export function crc32Base64(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

function computed(algorithm: string, body: Uint8Array): string {
  switch (algorithm) {
    case 'crc32':
      return crc32Base64(body);
    case 'sha1':
    case 'sha256':
      return digest(algorithm, body);
    default:
      throw new AwsError('NotImplemented', `The embedded endpoint does not compute ${algorithm}.`, 501);
  }
}

const digest = (algorithm: string, body: Uint8Array): string =>
  createHash(algorithm).update(body).digest('base64');
