import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip, gunzipSync } from 'node:zlib';
import { looksLikeDocument, oneValueALine } from './json-lines.ts';

/** Some whole lines of a file, or why the rest of it can't be read. */
export type Lines = { text: string; firstLine: number } | { trouble: string; line: number };

/** Characters handed over at once: some files are longer than a string can be. */
const CHUNK = 4_194_304;

/** A copy of the whole bucket holds bins beside the samples they were derived from. */
const DERIVED = /(^|\/)(bins|assessments|reports)\/(fleet=[^/]+\/)?account=/;

/**
 * The files of samples that a path means: itself, or of a folder all that end in `.ndjson` or `.ndjson.gz`, at any
 * depth and in the order of their names. `-` is stdin.
 * @returns `null` where there is nothing of that name
 */
export function filesOf(path: string): string[] | null {
  if (path === '-') return [path];
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return [path];
  return filesBelow(path)
    .filter((name) => /\.ndjson(\.gz)?$/.test(name) && !DERIVED.test(name))
    .map((name) => join(path, name))
    .sort();
}

/** What is no folder at any depth below a folder, by its path from there. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

/** The names of the fleets whose folders these files lie in, in their order; `undefined` is the one without a name. */
export const fleetNamesOf = (files: readonly string[]): (string | undefined)[] => [
  ...new Set(files.map((file) => /\/fleet=([^/]+)\/account=/.exec(file)?.[1])),
];

/** Reads a file from its start, whether it is compressed or not, some lines at a time. */
export async function* linesOf(file: string): AsyncGenerator<Lines> {
  let rest = '';
  let line = 1;
  try {
    for await (const part of await open(file)) {
      rest += part;
      if (rest.length < CHUNK) continue;
      const end = rest.lastIndexOf('\n') + 1;
      if (end === 0) continue;
      const text = rest.slice(0, end);
      yield { text, firstLine: line };
      line += text.split('\n').length - 1;
      rest = rest.slice(end);
    }
    yield { text: rest, firstLine: line };
  } catch (error) {
    // The line that was cut off is part of the trouble.
    const text = rest.slice(0, rest.lastIndexOf('\n') + 1);
    yield { text, firstLine: line };
    const trouble = error instanceof Error ? error.message : String(error);
    yield { trouble, line: line + text.split('\n').length - 1 };
  }
}

/** Files of more bytes are read some lines at a time. */
const WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * A file at once, which is much faster; `null` where it is too large for that, is stdin, has not one value a line or can't
 * be read as a whole: then {@link linesOf} goes on as far as it can.
 */
export function wholeText(file: string): string | null {
  if (file === '-' || statSync(file).size > WHOLE_BYTES) return null;
  try {
    const bytes = readFileSync(file);
    const whole = isZipped(bytes) ? unzipped(bytes) : bytes;
    const text = whole.toString('utf8');
    return looksLikeDocument(text) === false ? text : null;
  } catch {
    return null;
  }
}

/** Into one piece of memory, of as many bytes as the file's end says, within reason. */
function unzipped(bytes: Buffer): Buffer {
  const size = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  const chunkSize = Math.min(Math.max(size + 1, 16_384), CHUNK);
  return gunzipSync(bytes, { chunkSize, maxOutputLength: 4 * WHOLE_BYTES });
}

let stdin: Buffer | undefined;

async function open(file: string): Promise<AsyncIterable<string>> {
  // Read once and kept: what is piped in can't be read from its start again.
  if (file === '-') stdin ??= await buffer(process.stdin);
  const bytes = file === '-' ? Readable.from([stdin]) : createReadStream(file);
  const text = isCompressed(file) ? pipeline(bytes, createGunzip(), () => {}) : bytes;
  return oneValueALine(text.setEncoding('utf8'));
}

/** By the first two bytes, whatever the name says. */
function isCompressed(file: string): boolean {
  const start = Buffer.alloc(2);
  if (file === '-') stdin?.copy(start);
  else {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, start);
    } finally {
      closeSync(descriptor);
    }
  }
  return isZipped(start);
}

const isZipped = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
