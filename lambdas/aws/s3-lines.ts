import { createGunzip } from 'node:zlib';
import { objectError, UnreadableArchive } from './s3-archive.ts';

/** Characters of a line: no record has as many, and a few bytes unzip to any number. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Characters without any text: a few bytes unzip to any number of empty lines, which have no end that could be waited for. */
const MOST_EMPTY = 4096;

/** Text that begins and ends with a line, and the number of its first line in the object. */
export interface WholeLines {
  text: string;
  firstLine: number;
}

/**
 * Unzips the text of an object in portions of whole lines.
 * @param longestLine characters
 * @throws UnreadableArchive where it is no gzip, or has a line that is longer
 */
export async function* wholeLines(
  bytes: Uint8Array,
  file: string,
  longestLine = LONGEST_LINE,
): AsyncGenerator<WholeLines> {
  const unzipped = createGunzip();
  unzipped.end(bytes);
  let [rest, firstLine] = ['', 1];
  try {
    for await (const chunk of unzipped.setEncoding('utf8')) {
      if (chunk.length > MOST_EMPTY && !/\S/.test(chunk))
        throw new UnreadableArchive({
          file,
          line: firstLine,
          path: '',
          message: 'empty lines without an end',
        });
      // Sought in the chunk alone: a line may have many.
      const end = chunk.lastIndexOf('\n') + 1;
      const text = rest + chunk.slice(0, end);
      rest = end === 0 ? rest + chunk : chunk.slice(end);
      if (rest.length > longestLine)
        throw new UnreadableArchive({ file, line: firstLine, path: '', message: 'a line without an end' });
      if (end === 0) continue;
      const lines = { text, firstLine };
      firstLine += text.split('\n').length - 1;
      yield lines;
    }
  } catch (error) {
    throw objectError(error, file);
  }
  if (rest !== '') yield { text: rest, firstLine };
}
