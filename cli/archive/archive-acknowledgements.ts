import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  type ArchivedAcknowledgements,
  acknowledgementsAt,
  readAcknowledgements,
  type StoredAcknowledgement,
} from '../../lambdas/domain/assess/archived-acknowledgements.ts';
import type { AssessmentInput } from '../../lambdas/domain/assess/assess-fleet.ts';
import { MAXIMUM_ACKNOWLEDGEMENT_BYTES } from '../../lambdas/domain/records/archived-acknowledgement.ts';
import type { ParseIssue } from '../../lambdas/domain/records/ndjson.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import { visible } from '../text/terminal.ts';
import { readAcknowledgementFile } from './acknowledgement-file.ts';
import { filesBelow } from './archive-files.ts';
import { storedFile } from './stored-file.ts';

/** Issues that are told; of more only their number. */
const SHOWN_ISSUES = 20;

/** What a scoring of an instant goes by; of the archive's those that were made, and not withdrawn, by `seenAt`. */
export type Accepted = (
  at: Date,
  seenAt?: Date,
) => Pick<AssessmentInput, 'acknowledgements' | 'acknowledgementIssues'>;

/**
 * The findings that people have accepted, of a file and of an archive. What can't be used is told on stderr.
 * @throws CommanderError, with the exit code for wrong usage, where the file can't be read
 */
export function archiveAccepted(
  paths: readonly string[],
  file: string | undefined,
  command: Command,
): Accepted {
  const named = readAcknowledgementFile(file, command);
  const { kept, issues } = storedAcknowledgements(paths);
  for (const issue of issues.slice(0, SHOWN_ISSUES)) process.stderr.write(`${issueText(issue)}\n`);
  if (issues.length > 0)
    process.stderr.write(`${issues.length} in all are no acknowledgements and accept nothing\n`);
  return (at, seenAt) => ({
    acknowledgements: [...named, ...acknowledgementsAt(kept, { at, seenAt })],
    acknowledgementIssues: issues,
  });
}

/** `file:3: until: Invalid ISO datetime`. */
export const issueText = ({ file, line, path, message }: ParseIssue): string =>
  visible([`${file}:${line}`, path, message].filter((part) => part !== '').join(': '));

/** The acknowledgements of the folders that are copies of a bucket. */
export function storedAcknowledgements(paths: readonly string[]): ArchivedAcknowledgements {
  const folders = paths.map((path) => join(path, 'acknowledgements')).filter((path) => existsSync(path));
  const files = folders.flatMap((folder) =>
    filesBelow(folder)
      .map((name) => join(folder, name))
      .sort(),
  );
  return readAcknowledgements(files.map(storedAcknowledgement));
}

function storedAcknowledgement(file: string): StoredAcknowledgement {
  if (!statSync(file).isFile()) return { file, content: { problem: 'not a file' } };
  const stored = storedFile(file, MAXIMUM_ACKNOWLEDGEMENT_BYTES);
  return { file, content: 'refusal' in stored ? { problem: refusalText(stored.refusal) } : stored };
}
