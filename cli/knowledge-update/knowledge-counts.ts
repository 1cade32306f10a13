import { type Advisory, Confidence } from '../../lambdas/domain/releases/advisory.ts';
import { isCommon, leadingEffect } from '../../lambdas/domain/releases/advisory-rank.ts';
import { EFFECT_WORDS, EFFECTS } from '../../lambdas/domain/releases/effect.ts';
import { REVIEW_REASONS, type ReviewedCommits } from '../../lambdas/domain/releases/reviewed-commit.ts';

/** What is known, counted: tables of Markdown, as docs/knowledge.md has them. */
export function knowledgeCounts(advisories: readonly Advisory[], { commits }: ReviewedCommits): string {
  const common = advisories.filter(isCommon);
  const kinds = EFFECTS.map((effect) => [
    EFFECT_WORDS[effect],
    count(advisories, (advisory) => leadingEffect(advisory) === effect),
    count(advisories, ({ kinds }) => kinds.includes(effect)),
    count(common, ({ kinds }) => kinds.includes(effect)),
  ]);
  const records = advisories.flatMap(({ affected }) => affected);
  const confidences = Confidence.options.map((confidence) => [
    `\`${confidence}\``,
    count(records, (record) => record.confidence === confidence),
  ]);
  const reasons = Object.entries(REVIEW_REASONS).map(([reason, words]) => [
    `\`${reason}\``,
    words,
    count(commits, (commit) => commit.reason === reason),
  ]);
  return [
    table(
      ['kind', 'leads', 'among its kinds', 'met by any host'],
      [...kinds, ['advisories', advisories.length, '', common.length]],
    ),
    table(['how a fixed release is known', 'records'], [...confidences, ['all', records.length]]),
    table(['why a commit is no advisory', '', 'commits'], [...reasons, ['all', '', commits.length]]),
  ].join('\n');
}

const count = <Item>(items: readonly Item[], isCounted: (item: Item) => boolean): number =>
  items.filter(isCounted).length;

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return `${[line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
