import { counted } from '../../lambdas/domain/format.ts';
import { refusalText } from '../../lambdas/knowledge/refusal-words.ts';
import type { KnowledgeFigures, KnowledgeState } from '../knowledge/knowledge-state.ts';
import type { Push, Replaced } from '../knowledge/push-document.ts';
import { hint } from './invocation.ts';
import { tableLines } from './table.ts';
import { prose, visible, wrap } from './terminal.ts';

/** Which knowledge is in force, for a person. */
export function renderState(state: KnowledgeState, columns: number): string {
  const { used, builtIn, archive } = state;
  const rows = [builtIn, ...(archive ? [archive] : [])].map((figures) => [
    figures.source,
    figures.checkedOn,
    counted(figures.ageDays, 'day'),
    String(figures.releases),
    String(figures.advisories),
    figures.sha256.slice(0, 12),
  ]);
  const table = tableLines(
    [
      { title: 'KNOWLEDGE' },
      { title: 'CHECKED ON' },
      { title: 'AGE', align: 'right' },
      { title: 'RELEASES', align: 'right' },
      { title: 'ADVISORIES', align: 'right' },
      { title: 'SHA-256' },
    ],
    rows,
  );
  const whose = used.source === 'archive' ? "the archive's" : 'the built-in';
  const sentences = [
    state.isArchiveAsked
      ? `A function of this version uses ${whose} knowledge.`
      : 'This is the built-in knowledge. Give --outputs or --bucket to see what a deployment uses.',
    ...archiveSentences(state),
    ...staleSentences(used),
  ].flatMap((sentence) => prose(visible(sentence), { columns }));
  return `${[...table, '', ...wrap(`SHA-256 ${used.sha256}`, columns), ...sentences, '', next(state)].join('\n')}\n`;
}

function archiveSentences({ isArchiveAsked, archive, refusal, isBuiltInNewer }: KnowledgeState): string[] {
  if (!isArchiveAsked) return [];
  if (refusal !== null) {
    const newer = archive !== null && isBuiltInNewer ? ' The built-in knowledge is newer.' : '';
    return [`The archive's knowledge is refused: ${refusalText(refusal)}.${newer}`];
  }
  return archive === null ? ['The archive has no knowledge of its own.'] : [];
}

const staleSentences = ({ isStale }: KnowledgeFigures): string[] =>
  isStale ? ['That is too old to rely on: newer releases and advisories are likely.'] : [];

const next = ({ isArchiveAsked, isBuiltInNewer }: KnowledgeState): string =>
  isArchiveAsked && isBuiltInNewer === false
    ? hint('What it says of a release', 'advise', '2.8.11')
    : hint('Push it to a bucket', 'knowledge', 'push', '--outputs', 'outputs.json');

/** Why nothing was pushed; `null` where something was. */
export function pushProblem(push: Push): string | null {
  if (push.outcome === 'overtaken')
    return 'somebody else pushed at the same time; look at it with knowledge show, and push again if yours is newer';
  return push.outcome === 'refused' ? `nothing was pushed: ${refusalText(push.refusal)}` : null;
}

/** What was pushed and what that replaced, for a person. */
export function renderPush(
  push: Push,
  { sha256, checkedOn }: { sha256: string; checkedOn: string },
  bucket: string,
  columns: number,
): string {
  const replaced = 'replaced' in push ? push.replaced : null;
  const sentence =
    push.outcome === 'there-already'
      ? `The knowledge checked on ${checkedOn} is in ${bucket} already.`
      : `Pushed the knowledge checked on ${checkedOn} to ${bucket}. ${replacedSentence(replaced)}`;
  const lines = [
    ...prose(visible(sentence), { columns }),
    ...wrap(`SHA-256 ${sha256}`, columns),
    ...prose('Scorings and reports use it from their next run on, unless what was deployed is as new.', {
      columns,
    }),
    '',
    hint('What the bucket has now', 'knowledge', 'show', '--bucket', bucket),
  ];
  return `${lines.join('\n')}\n`;
}

function replacedSentence(replaced: Replaced): string {
  if (replaced === null) return 'There was none before.';
  if ('refusal' in replaced)
    return `It replaced one that could not be used: ${refusalText(replaced.refusal)}.`;
  return `It replaced that checked on ${replaced.checkedOn} (${replaced.sha256.slice(0, 12)}).`;
}
