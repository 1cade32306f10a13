import { html, raw } from 'hono/html';
import { advisories } from './page/advisories.ts';
import { allHosts } from './page/all-hosts.ts';
import { acknowledged, coverage, method, scoreOverWeeks } from './page/closing.ts';
import { findingsTable, hostDetails, nearLimits } from './page/findings.ts';
import { HOSTS_STYLE } from './page/hosts-style.ts';
import type { PageSection } from './page/parts.ts';
import { releases } from './page/releases.ts';
import { mitigations, plan, verifications } from './page/rollout.ts';
import { policyOf, scriptElement } from './page/script.ts';
import { STYLE } from './page/style.ts';
import { changes, decisions, masthead, notYetKnown } from './page/summary.ts';
import type { Report } from './report.ts';

/** In the order of the page; one that has nothing to say is left out. */
const SECTIONS: readonly ((report: Report) => PageSection | null)[] = [
  notYetKnown,
  decisions,
  changes,
  findingsTable,
  nearLimits,
  plan,
  verifications,
  mitigations,
  releases,
  hostDetails,
  scoreOverWeeks,
  coverage,
  acknowledged,
  advisories,
  allHosts,
];
/** With fewer sections a list of contents is longer than what it saves. */
const MINIMUM_FOR_CONTENTS = 4;

/**
 * The full report as one file of HTML: nothing to load; for screens of any width, dark ones and paper. It is whole without
 * a script.
 * @param isInteractive whether it has the script that sorts, filters and finds in the table of all hosts: in the archive,
 *   not in a mail, where readers and filters rightly distrust scripts
 */
export function renderReport(report: Report, { isInteractive = false } = {}): string {
  const sections = SECTIONS.flatMap((section) => section(report) ?? []);
  const contents = html`<nav aria-label="Contents"><ul>${sections.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ul></nav>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="${raw(policyOf({ isInteractive }))}">
<title>${report.subject}</title>
<style>${raw(STYLE)}${raw(HOSTS_STYLE)}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
${masthead(report)}
${sections.length < MINIMUM_FOR_CONTENTS ? '' : contents}
<main id="report">
${sections.map(
  ({
    id,
    title,
    content,
  }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
)}</main>
${method(report)}
${isInteractive ? scriptElement() : ''}
</body>
</html>
`.toString();
}
