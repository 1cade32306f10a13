import { type SampleLineReader, sampleLineReader } from '../../lambdas/domain/records/archive.ts';
import type { ParseIssue, ParseResult } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN } from '../../lambdas/domain/records/time.ts';
import { type Lines, linesOf, wholeText } from './archive-files.ts';
import { lineOwner } from './line-owner.ts';

/** A file, and the first and last run that it speaks of, in milliseconds since 1970; from `-Infinity` on where it names none. */
export interface FileSpan {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** A line that is read later. */
interface HeldLine {
  readonly runAt: string;
  readonly text: string;
  readonly number: number;
  readonly from: HeldFile;
}

/** A file of which lines are held, or were. */
export interface HeldFile {
  readonly file: string;
  readonly readLine: SampleLineReader;
  /** How many of its samples have been read. */
  samples: number;
}

type Held = HeldLine | Sample;

/** What is known of some three hours, by host. */
export type HeldHosts = ReadonlyMap<string, readonly Held[]>;

/** Lines by the three hours of their runs and by host, of which none has been read. */
export interface HeldLines {
  readonly byStart: Map<number, Map<string, Held[]>>;
  /** Characters of text that are held. */
  characters: number;
  /** Whether a file has samples of other three hours than those of its span. */
  isMixed: boolean;
}

export interface LineReader {
  /** Whether lines may be read later than they are found: by what they begin with. */
  readonly isLazy: boolean;
  /** Told of lines that can't be read. */
  readonly refuse: (refusal: ParseIssue) => void;
}

/** Adds a file's lines to those that are held. A line that doesn't begin as the archive's do is read at once. */
export async function holdLines(held: HeldLines, span: FileSpan, reader: LineReader): Promise<HeldFile> {
  const { file } = span;
  const from: HeldFile = { file, readLine: sampleLineReader(file), samples: 0 };
  let [text, start] = ['', Number.NaN];
  const hold = (hostId: string, line: Held) => {
    // Lines of a run stand together.
    if (line.runAt !== text) [text, start] = [line.runAt, startOf(Date.parse(line.runAt))];
    held.isMixed ||= start < startOf(span.first) || start > startOf(span.last);
    const hosts = held.byStart.get(start) ?? new Map<string, Held[]>();
    if (hosts.size === 0) held.byStart.set(start, hosts);
    const others = hosts.get(hostId);
    if (others) others.push(line);
    else hosts.set(hostId, [line]);
  };
  for await (const part of partsOf(file)) {
    if ('trouble' in part) {
      reader.refuse({ file, line: part.line, path: '', message: part.trouble });
      continue;
    }
    held.characters += part.text.length;
    const lines = part.text.split('\n');
    for (let index = 0; index < lines.length; index += 1) {
      const [line, number] = [lines[index] ?? '', part.firstLine + index];
      const owner = reader.isLazy ? lineOwner(line) : null;
      if (owner !== null) hold(owner.hostId, { runAt: owner.runAt, text: line, number, from });
      else for (const sample of read(line, number, from, reader)) hold(sample.hostId, sample);
    }
  }
  return from;
}

/**
 * The samples of a host's lines.
 * @returns `null` where a line is of another host or run than it began with
 */
export function readHeld(hostId: string, lines: readonly Held[], reader: LineReader): Sample[] | null {
  const samples: Sample[] = [];
  for (const line of lines) {
    if ('hostId' in line) {
      samples.push(line);
      continue;
    }
    for (const sample of read(line.text, line.number, line.from, reader)) {
      if (sample.hostId !== hostId || sample.runAt !== line.runAt) return null;
      samples.push(sample);
    }
  }
  return samples;
}

export const startOf = (instant: number): number => Math.floor(instant / BIN) * BIN;

function read(line: string, number: number, from: HeldFile, { refuse }: LineReader): Sample[] {
  const { records, issues }: ParseResult<Sample> = { records: [], issues: [] };
  from.readLine(line, number, { records, issues });
  issues.forEach(refuse);
  from.samples += records.length;
  return records;
}

async function* partsOf(file: string): AsyncGenerator<Lines> {
  const text = wholeText(file);
  if (text === null) yield* linesOf(file);
  else yield { text, firstLine: 1 };
}
