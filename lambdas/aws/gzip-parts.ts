import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';

/** Characters that are zipped at once: each time costs more than its few kilobytes. */
const AT_ONCE = 1_048_576;

/** The gzipped bytes of a text that comes in parts: these may be more than a string has room for. */
export const gzipParts = (parts: Iterable<string>): Promise<Buffer> =>
  buffer(Readable.from(together(parts)).pipe(createGzip()));

function* together(parts: Iterable<string>): Generator<string> {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < AT_ONCE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
