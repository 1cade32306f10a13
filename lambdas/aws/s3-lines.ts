import { createGunzip } from 'node:zlib';
import { gzipError } from './s3-archive.ts';

/**
 * Unzips the text of an object in portions that end with a line.
 * @throws UnreadableArchive where it is no gzip
 */
export async function* wholeLines(bytes: Uint8Array, file: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  unzipped.end(bytes);
  let rest = '';
  try {
    for await (const chunk of unzipped.setEncoding('utf8')) {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      if (end > 0) yield text.slice(0, end);
    }
  } catch (error) {
    throw gzipError(error, file);
  }
  if (rest !== '') yield rest;
}
