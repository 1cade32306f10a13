import { AssessedHost, Assessment } from './assessment.ts';
import { parseObject } from './json-object.ts';
import { type ParseIssue, type ParseResult, parseLine } from './ndjson.ts';

const HOSTS = '"hosts":[';

/** Characters of an assessment: more than any fleet's has, and gzip makes any number of a few bytes. */
export const MAXIMUM_CHARACTERS = 2 ** 31;

/**
 * An assessment as the archive has it: JSON in which each host is a line of its own, so that nobody needs the whole as
 * one text. JavaScript has none that is long enough for 100,000 hosts.
 */
export function* printAssessment(assessment: Assessment): Generator<string> {
  const entries = Object.entries(assessment);
  const at = entries.findIndex(([name]) => name === 'hosts');
  const print = (part: typeof entries) => JSON.stringify(Object.fromEntries(part));
  yield `${print(entries.slice(0, at)).slice(0, -1)},${HOSTS}\n`;
  for (const [index, host] of assessment.hosts.entries()) {
    yield `${JSON.stringify(host)}${index < assessment.hosts.length - 1 ? ',' : ''}\n`;
  }
  yield `],${print(entries.slice(at + 1)).slice(1)}\n`;
}

/** Lines of a text, some at a time, and the number of the first of them. */
type Portions = AsyncIterable<{ text: string; firstLine: number }>;

/** What a text was read as, or why it can't be. */
export type Reading<T> = { record: T } | { issue: ParseIssue };

/**
 * Reads an assessment whose hosts have lines of their own; any other JSON of one, as earlier versions wrote it, as one text.
 * @param file what an issue names
 */
export async function readAssessment(portions: Portions, file: string): Promise<Reading<Assessment>> {
  const hosts: ParseResult<AssessedHost> = { records: [], issues: [] };
  const others: string[] = [];
  let characters = 0;
  for await (const { text, firstLine } of portions) {
    characters += text.length;
    if (characters > MAXIMUM_CHARACTERS) {
      return { issue: { file, line: firstLine, path: '', message: 'too long for an assessment' } };
    }
    for (const [index, line] of text.split('\n').entries()) {
      const isHost = others.length === 1 && others[0]?.endsWith(HOSTS) && !line.startsWith(']');
      if (isHost) parseLine(AssessedHost, line.replace(/,$/, ''), file, firstLine + index, hosts);
      else others.push(line);
    }
    const [issue] = hosts.issues;
    if (issue) return { issue };
  }
  const rest = parseObject(Assessment, others.join('\n'), file);
  if ('issue' in rest || hosts.records.length === 0) return rest;
  return { record: { ...rest.record, hosts: hosts.records } };
}

/** What an assessment says of the fleet as a whole. */
export const AssessmentHead = Assessment.pick({ assessedAt: true, fleet: true });
export type AssessmentHead = Pick<Assessment, 'assessedAt' | 'fleet'>;

/** The same of its beginning alone, where its hosts have lines. */
export async function readAssessmentHead(portions: Portions, file: string): Promise<Reading<AssessmentHead>> {
  const texts: string[] = [];
  for await (const { text } of portions) {
    const [line = ''] = text.split('\n', 1);
    if (texts.length === 0 && line.endsWith(HOSTS)) return parseObject(AssessmentHead, `${line}]}`, file);
    texts.push(text);
  }
  return parseObject(AssessmentHead, texts.join(''), file);
}
