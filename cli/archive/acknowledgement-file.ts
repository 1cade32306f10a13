import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { acknowledgementId } from '../../lambdas/aws/acknowledgement-id.ts';
import { Acknowledgement, type UsedAcknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';
import { parseObject } from '../../lambdas/domain/records/json-object.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { EXIT, quoted } from '../text/terminal.ts';

/** What the option says of itself, wherever it is offered. */
export const ACKNOWLEDGEMENTS_OPTION = [
  '--acknowledgements <file>',
  "findings that people have accepted, beside those of the archive's acknowledgements/: a JSON array of target, kinds, reason, until and by, as the stack is configured with",
] as const;

/**
 * Reads accepted findings; none where no file is named.
 * @throws CommanderError, with the exit code for wrong usage, where the file can't be read or has another shape
 */
export function readAcknowledgementFile(path: string | undefined, command: Command): UsedAcknowledgement[] {
  if (path === undefined) return [];
  const wrong = (reason: string) =>
    command.error(`error: ${quoted(path)}: ${reason}`, { exitCode: EXIT.usage });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return wrong('it can not be read');
  }
  const read = parseObject(z.array(Acknowledgement), text, path);
  if ('issue' in read) {
    const { line, path: place, message } = read.issue;
    return wrong(place === '' ? `line ${line}: ${message}` : `${place}: ${message}`);
  }
  return read.record.map((entry) => ({ ...entry, id: acknowledgementId(printJson(entry)), source: 'file' }));
}
