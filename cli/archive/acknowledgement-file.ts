import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { Acknowledgement } from '../../lambdas/domain/records/acknowledgement.ts';
import { EXIT, quoted } from '../text/terminal.ts';

/** What the option says of itself, wherever it is offered. */
export const ACKNOWLEDGEMENTS_OPTION = [
  '--acknowledgements <file>',
  'findings that people have accepted: a JSON array of target, reason and until, as the stack is configured with',
] as const;

/**
 * Reads accepted findings; none where no file is named.
 * @throws CommanderError, with the exit code for wrong usage, where the file can't be read or has another shape
 */
export function readAcknowledgements(path: string | undefined, command: Command): Acknowledgement[] {
  if (path === undefined) return [];
  const wrong = (reason: string) =>
    command.error(`error: ${quoted(path)}: ${reason}`, { exitCode: EXIT.usage });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return wrong(error instanceof SyntaxError ? 'not JSON' : 'it can not be read');
  }
  const parsed = z.array(Acknowledgement).safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return wrong(`${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}
