import { html, raw } from 'hono/html';
import { COLOURS, DARK_STYLE, TONES } from './email/colours.ts';
import { emailContent, type FullReport } from './email/email-content.ts';
import { FONT, sectionHtml } from './email/html-blocks.ts';
import type { Report } from './report.ts';

const MUTED = `${FONT};font-size:13px;line-height:19px;color:${COLOURS.muted.light}`;

/**
 * The e-mail's HTML part. Tables hold it together for Outlook, whose Word engine knows no `max-width` (hence the
 * conditional table around it); all styles are inline, but those for the dark mode, which can't be; nothing is remote.
 * What comes from hosts is escaped by the templates.
 */
export function renderEmailHtml(report: Report, fullReport: FullReport | null): string {
  const { title, tone, headline, detail, about, sections, link, footer } = emailContent(report, fullReport);
  const { text, ground } = TONES[tone];
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${raw(DARK_STYLE)}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:${COLOURS.page.light}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background-color:${COLOURS.page.light}"><tr><td align="center" style="padding:12px 4px 12px 4px">
<!--[if mso]><table role="presentation" width="720" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="card" style="width:100%;max-width:720px;background-color:${COLOURS.card.light}">
<tr><td align="left" class="${tone}" style="padding:18px 16px 18px 16px;background-color:${ground.light};color:${text.light}">
<h1 style="${FONT};font-size:22px;line-height:29px;font-weight:bold;margin:0 0 6px 0">${headline}</h1>
${
  detail &&
  html`<p style="${FONT};font-size:16px;line-height:23px;margin:0 0 8px 0">${detail}</p>
`
}<p style="${FONT};font-size:13px;line-height:19px;margin:0">${about}${link && html`. <a href="${link.url}" class="${tone}" style="color:${text.light};font-weight:bold">${link.text}</a>`}</p>
</td></tr>
<tr><td align="left" style="padding:0 16px 18px 16px">
${sections.map(sectionHtml)}
<p class="muted line" style="${MUTED};margin:28px 0 0 0;padding:12px 0 0 0;border-top:1px solid ${COLOURS.line.light}">${footer.map((line, index) => html`${index > 0 ? html`<br>` : ''}${line}`)}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;
  return String(page);
}
