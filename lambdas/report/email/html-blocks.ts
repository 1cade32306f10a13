import { html } from 'hono/html';
import type { RiskBand } from '../../domain/scoring/risk-words.ts';
import type { Tone } from '../report.ts';
import type { Block, EmailColumn, EmailSection, Entry, Item, TextLink } from './blocks.ts';
import { COLOURS, TONES } from './colours.ts';

/** What hono's templates make: text in which every value is escaped. */
export type Html = ReturnType<typeof html>;

// Outlook on Windows takes font and colour from each cell alone, so that every cell says them.
export const FONT =
  "mso-line-height-rule:exactly;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = `${FONT};font-size:15px;line-height:22px;color:${COLOURS.text.light}`;
const SMALL = `${FONT};font-size:13px;line-height:19px;color:${COLOURS.muted.light}`;
const LINE = `border-bottom:1px solid ${COLOURS.line.light}`;
const HEAD = `${SMALL};font-weight:bold;text-align:left;vertical-align:bottom;padding:6px 8px 6px 0;${LINE}`;

export function sectionHtml({ title, blocks }: EmailSection): Html {
  return html`<h2 class="text" style="${FONT};font-size:18px;line-height:24px;font-weight:bold;color:${COLOURS.text.light};margin:28px 0 8px 0">${title}</h2>
${blocks.map(blockHtml)}`;
}

function blockHtml(block: Block): Html {
  switch (block.kind) {
    case 'paragraph':
      return html`<p class="text" style="${TEXT};margin:0 0 10px 0">${block.text}</p>
`;
    case 'list':
      return html`<ul class="text" style="${TEXT};margin:0 0 10px 0;padding:0 0 0 20px">
${block.items.map(itemHtml)}</ul>
${moreHtml(block.more)}`;
    case 'links':
      return html`<ul class="text" style="${TEXT};margin:0 0 10px 0;padding:0 0 0 20px">
${block.links.map(linkHtml)}</ul>
${moreHtml(block.more)}`;
    case 'entries':
      return html`${tableHtml(block.caption, headHtml(block.head.map(textColumn)), block.entries.map(entryHtml))}${moreHtml(block.more)}`;
    case 'table':
      return html`${tableHtml(
        block.caption,
        headHtml(block.columns),
        block.rows.map((cells) => rowHtml(cells, block.columns)),
      )}${moreHtml(block.more)}`;
  }
}

const itemHtml = ({ lead, text, tone }: Item): Html =>
  html`<li style="margin:0 0 6px 0">${tone === undefined ? html`<strong>${lead}${text && ':'}</strong>` : html`<strong class="${tone}" style="${toned(TONES[tone])}">${lead}${text && ':'}</strong>`} ${text}</li>
`;

const linkHtml = ({ lead, url, text }: TextLink): Html => {
  const name =
    url === null
      ? html`<strong>${lead}</strong>`
      : html`<a href="${url}" class="link" style="color:${COLOURS.link.light};font-weight:bold">${lead}</a>`;
  return html`<li style="margin:0 0 6px 0">${name} ${text}</li>
`;
};

const toned = ({ text, ground }: (typeof TONES)[Tone]): string =>
  `color:${text.light};background-color:${ground.light}`;

/** A risk has the colour of its band beside its word. */
const RISK_TONES: Readonly<Record<RiskBand, Tone>> = {
  critical: 'leaking',
  high: 'leaking',
  medium: 'suspected',
  low: 'unsure',
  none: 'unsure',
};

const moreHtml = (more: string | null): Html | string =>
  more === null
    ? ''
    : html`<p class="muted" style="${SMALL};margin:0 0 10px 0">${more}</p>
`;

const textColumn = (title: string): EmailColumn => ({ title, isNumber: false });

/** The caption names the table for those who hear it; the heading above it does so for those who see it. */
const tableHtml = (caption: string, head: Html, rows: readonly Html[]): Html =>
  html`<table aria-label="${caption}" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;border-collapse:collapse;margin:0 0 10px 0">
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody>
</table>
`;

const headHtml = (columns: readonly EmailColumn[]): Html =>
  html`${columns.map(({ title, isNumber }) => html`<th scope="col" class="muted line" align="${alignment(isNumber)}" style="${HEAD};text-align:${alignment(isNumber)}">${title}</th>`)}`;

function entryHtml({ title, badge, risk, under, lines }: Entry): Html {
  const riskTone = RISK_TONES[risk.band];
  const tone = badge.verdict === 'leaking' ? TONES.leaking : TONES.suspected;
  const name = badge.verdict === 'leaking' ? 'leaking' : 'suspected';
  const cell = `${TEXT};text-align:left;vertical-align:top;padding:10px 10px 10px 0;${LINE}`;
  return html`<tr><th scope="row" width="32%" align="left" valign="top" class="text line" style="${cell};width:32%;font-weight:normal"><strong style="word-break:break-word">${title}</strong><br><span class="${name}" style="${FONT};font-size:13px;color:${tone.text.light};background-color:${tone.ground.light};padding:1px 6px;white-space:nowrap">${badge.text}</span><br><span class="${riskTone}" style="${FONT};font-size:13px;${toned(TONES[riskTone])};padding:1px 6px;white-space:nowrap">${risk.text}</span><br><span class="muted" style="${SMALL}">${under}</span></th>
<td align="left" valign="top" class="text line" style="${cell};padding-right:0">${lines.map(({ lead, text }, index) => html`${index > 0 ? html`<br>` : ''}<strong>${lead}:</strong> ${text}`)}</td></tr>
`;
}

function rowHtml(cells: readonly string[], columns: readonly EmailColumn[]): Html {
  return html`<tr>${cells.map((cell, index) => {
    const isNumber = columns[index]?.isNumber ?? false;
    const align = alignment(isNumber);
    // On a phone the list of leaks wraps, figures and releases never.
    const wrap = isNumber || index === 0 ? 'white-space:nowrap;' : '';
    const style = `${TEXT};font-size:13px;font-weight:normal;${wrap}text-align:${align};vertical-align:top;padding:5px 8px 5px 0;${LINE}`;
    return index === 0
      ? html`<th scope="row" align="${align}" class="text line" style="${style}">${cell}</th>`
      : html`<td align="${align}" class="text line" style="${style}">${cell}</td>`;
  })}</tr>
`;
}

const alignment = (isNumber: boolean): 'right' | 'left' => (isNumber ? 'right' : 'left');
