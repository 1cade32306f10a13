import { counted } from '../../domain/format.ts';
import { namedAdvisories, whereFixed } from '../advisories.ts';
import type { Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { sentence } from '../words.ts';
import { type Block, capped, type EmailSection } from './blocks.ts';

const MAXIMUM_ADVISORIES = 30;

/** What the ids that the other sections name stand for, each with its title and a link. */
export function advisorySection(sections: readonly EmailSection[], report: Report): EmailSection | null {
  const named = namedAdvisories(
    sections.flatMap(({ blocks }) => blocks.flatMap(textsOf)),
    report,
  );
  if (named.length === 0) return null;
  const links = named.map((advisory) => ({
    lead: advisory.id,
    url: advisory.source,
    text: [advisory.summary, ...whereFixed(advisory)].map(sentence).join(' '),
  }));
  const { shown, more } = capped(
    links,
    MAXIMUM_ADVISORIES,
    (count) => `and ${counted(count, 'more advisory', 'more advisories')}, in the full report`,
  );
  return { title: TITLES.advisories, blocks: [{ kind: 'links', links: shown, more }] };
}

function textsOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'list':
      return block.items.flatMap(({ lead, text }) => [lead, text]);
    case 'entries':
      return block.entries.flatMap(({ lines }) => lines.map(({ text }) => text));
    case 'table':
      return block.rows.flat();
    case 'links':
      return [];
  }
}
