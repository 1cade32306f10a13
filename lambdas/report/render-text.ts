import type { Block, EmailColumn, Item, TextLink } from './email/blocks.ts';
import { emailContent, type FullReport } from './email/email-content.ts';
import { hanging, wrap } from './plain-text.ts';
import type { Report } from './report.ts';

/** RFC 5322 recommends lines of 78 characters at most. */
const COLUMNS = 76;

/** The e-mail's text part: the same content in plain lines. */
export function renderText(report: Report, fullReport: FullReport | null): string {
  const { headline, detail, about, sections, link, footer } = emailContent(report, fullReport);
  const parts = [
    wrapped(`${headline} ${detail}`),
    [wrapped(about), ...(link ? [`${link.text}:`, link.url] : [])].join('\n'),
    ...sections.flatMap(({ title, blocks }) => [
      `${title.toUpperCase()}\n${'-'.repeat(title.length)}`,
      ...blocks.map(blockText),
    ]),
    ['--', ...footer.map(wrapped)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block): string {
  const more = 'more' in block && block.more !== null ? [wrapped(block.more)] : [];
  switch (block.kind) {
    case 'paragraph':
      return wrapped(block.text);
    case 'list':
      return [...block.items.map(itemText), ...more].join('\n');
    case 'links':
      return [...block.links.map(linkText), ...more].join('\n');
    case 'table':
      return [...tableLines(block.columns, block.rows), ...more].join('\n');
    case 'entries': {
      const entries = block.entries.map(({ title, badge, risk, under, lines }) =>
        [
          `${title}: ${badge.text}, ${risk.text} (${under})`,
          ...lines.map((line) => behind('  ', `${line.lead}: ${line.text}`)),
        ].join('\n'),
      );
      return [...entries, ...more].join('\n\n');
    }
  }
}

const itemText = ({ lead, text }: Item): string => behind('* ', text === '' ? lead : `${lead}: ${text}`);

/** The address on a line of its own, which no mail program breaks. */
const linkText = ({ lead, url, text }: TextLink): string =>
  [behind('* ', `${lead}: ${text}`), ...(url === null ? [] : [url])].join('\n');

function tableLines(columns: readonly EmailColumn[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  const padded = (cell: string, index: number) =>
    columns[index]?.isNumber ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return lines.map((cells) => cells.map(padded).join('  ').trimEnd());
}

const wrapped = (text: string): string => wrap(text, COLUMNS).join('\n');

/** Behind a prefix, under which further lines begin. */
const behind = (prefix: string, text: string): string => hanging(prefix, text, COLUMNS).join('\n');
