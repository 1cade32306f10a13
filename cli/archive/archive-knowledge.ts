import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import {
  assessmentKey,
  knowledgeKey,
  LATEST_KNOWLEDGE_KEY,
  type Run,
} from '../../lambdas/domain/records/archive.ts';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import {
  MAXIMUM_KNOWLEDGE_BYTES,
  MAXIMUM_POINTER_BYTES,
  readPointer,
  type StoredText,
  type UsedKnowledge,
} from '../../lambdas/domain/records/knowledge-use.ts';
import { builtInKnowledge } from '../../lambdas/knowledge/built-in.ts';
import {
  chooseKnowledge,
  type NamedKnowledge,
  recallKnowledge,
} from '../../lambdas/knowledge/choose-knowledge.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import { knowledgeOfFile } from '../knowledge/knowledge-file.ts';
import { knowledgeText } from '../text/assessment-words.ts';
import { quoted } from '../text/terminal.ts';
import { remark } from './remark.ts';
import { storedFile } from './stored-file.ts';

/** What the option says of itself, wherever it is offered. */
export const KNOWLEDGE_OPTION = [
  '--knowledge <file>',
  "a knowledge document to use (default: the one that the archive's own assessment names, or what Lambda would use)",
] as const;

const OnlyKnowledge = Assessment.pick({ knowledge: true });

/**
 * The knowledge to assess an archive with. On a copy of the bucket it is the one that the archived assessment of the
 * same bin names, so that scoring makes that assessment again; else the one that Lambda would use. What can't be had is
 * said on stderr.
 * @throws CommanderError, with the exit code for wrong usage, where a named file holds no document
 */
export function archiveKnowledge(
  paths: readonly string[],
  run: Run,
  file: string | undefined,
  command: Command,
): NamedKnowledge {
  const folders = paths.filter((path) => existsSync(path) && statSync(path).isDirectory());
  const builtIn = builtInKnowledge(sha256Of);
  const named = archivedUse(folders, run);
  const was = named && `The assessment of the archive was made with ${knowledgeText(named)}`;
  if (file !== undefined) {
    const known = knowledgeOfFile(file, command);
    if (!named) return known;
    if (named.sha256 === known.used.sha256) return withSource(known, named);
    remark(`${was}, not with ${quoted(file)}.`);
    return known;
  }
  const choose = () => chosenKnowledge(folders, builtIn, new Date(run.runAt));
  if (!named) return choose();
  const document = storedText(folders, knowledgeKey(named.sha256), MAXIMUM_KNOWLEDGE_BYTES);
  const recalled = recallKnowledge(named.sha256, builtIn, document);
  if (!('refusal' in recalled)) return withSource(recalled, named);
  const chosen = choose();
  const advice = `Copy ${knowledgeKey(named.sha256)} from the bucket, or name it with --knowledge.`;
  remark(
    `${was}, which can't be used here: ${refusalText(recalled.refusal)}. Used is ${knowledgeText(chosen.used)}. ${advice}`,
  );
  return chosen;
}

/** As the assessment says where it came from: made again, it says the same. */
const withSource = (known: NamedKnowledge, { source }: UsedKnowledge): NamedKnowledge => ({
  ...known,
  used: { ...known.used, source },
});

/** What Lambda would use with this archive at the instant. */
function chosenKnowledge(folders: readonly string[], builtIn: NamedKnowledge, at: Date): NamedKnowledge {
  const latest = storedText(folders, LATEST_KNOWLEDGE_KEY, MAXIMUM_POINTER_BYTES);
  const pointer = latest !== null && 'text' in latest ? readPointer(latest.text) : null;
  const document =
    pointer !== null && 'sha256' in pointer
      ? storedText(folders, knowledgeKey(pointer.sha256), MAXIMUM_KNOWLEDGE_BYTES)
      : null;
  const { refusal, ...chosen } = chooseKnowledge(builtIn, { latest, document }, at);
  if (refusal) remark(`The archive's knowledge is not used: ${refusalText(refusal)}.`);
  return chosen;
}

/** What the archived assessment of the run's bin says that it used. */
function archivedUse(folders: readonly string[], run: Run): UsedKnowledge | undefined {
  for (const folder of folders) {
    const path = join(folder, assessmentKey(run));
    if (!existsSync(path)) continue;
    try {
      return OnlyKnowledge.parse(JSON.parse(gunzipSync(readFileSync(path)).toString())).knowledge;
    } catch {
      remark(`${path} can't be read, so the knowledge that it was made with is not known.`);
    }
  }
  return undefined;
}

/** An object of the bucket as one of the folders has it. */
function storedText(folders: readonly string[], key: string, maximumBytes: number): StoredText {
  const path = folders.map((folder) => join(folder, key)).find((path) => existsSync(path));
  return path === undefined ? null : storedFile(path, maximumBytes);
}
