import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { MAXIMUM_KNOWLEDGE_BYTES } from '../../lambdas/domain/records/knowledge-use.ts';
import { builtInKnowledge } from '../../lambdas/knowledge/built-in.ts';
import type { NamedKnowledge } from '../../lambdas/knowledge/choose-knowledge.ts';
import { readKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import { storedFile } from '../archive/stored-file.ts';
import { EXIT, quoted, visible } from '../text/terminal.ts';

/**
 * The knowledge of a document that somebody names, held to what the archive's documents are held to.
 * @throws CommanderError, with the exit code for wrong usage, where the file holds no document
 */
export function knowledgeOfFile(file: string, command: Command): NamedKnowledge {
  const wrong = (reason: string) =>
    command.error(`error: ${quoted(file)}: ${visible(reason)}`, { exitCode: EXIT.usage });
  if (!existsSync(file) || statSync(file).isDirectory()) return wrong('no such file');
  const stored = storedFile(file, MAXIMUM_KNOWLEDGE_BYTES);
  if ('refusal' in stored) return wrong(refusalText(stored.refusal));
  const builtIn = builtInKnowledge(sha256Of);
  if (stored.sha256 === builtIn.used.sha256) return builtIn;
  const read = readKnowledge(stored.text);
  if ('refusal' in read) return wrong(refusalText(read.refusal));
  const { knowledge } = read;
  return { knowledge, used: { sha256: stored.sha256, checkedOn: knowledge.checkedOn, source: 'file' } };
}
