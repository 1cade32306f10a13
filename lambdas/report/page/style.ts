/** Of the full report. Colours are variables, so that dark screens and paper change nothing else. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #171b21; --quiet: #57606c; --rule: #e2e5ea; --wash: #f1f3f6; --edge: #868f9b;
  --link: #0b57a8; --reading: #0b57a8; --second: #8a4b0f; --fan: #0b57a81f;
  --leaking: #b3241b; --suspected: #8a5600; --unsure: #4b5563; --well: #17693f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101419; --ink: #e7eaee; --quiet: #a3acb8; --rule: #2b323b; --wash: #191f26; --edge: #6d7885;
    --link: #84bbff; --reading: #84bbff; --second: #f0b36b; --fan: #84bbff2e;
    --leaking: #ff938a; --suspected: #f2bd62; --unsure: #b3bcc8; --well: #74d3a0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 32px 24px 64px; max-width: 1040px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { position: static; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; max-width: 24em; text-wrap: balance; }
h2 { font-size: 21px; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; margin-bottom: 12px; }
h3 { font-size: 16px; line-height: 1.4; font-weight: 650; }
h4 { font-size: 13px; line-height: 1.4; font-weight: 600; }
p, li { max-width: 46em; }
small { display: block; font-size: 13px; line-height: 1.4; color: var(--quiet); font-weight: 400; }
small.kind { min-width: 8em; }
thead th { overflow-wrap: normal; }
.aside, .none, .place, .hosts, .count, .when { color: var(--quiet); font-weight: 400; }
.aside, .place, .hosts { font-size: 14px; }
.hosts b { font-weight: 500; }
.where { font-size: 14px; color: var(--quiet); margin-bottom: 20px; }
.where span, .place span { display: inline-block; }
.where span:not(:last-child)::after, .place span:not(:last-child)::after { content: "\\00a0\\00b7\\00a0"; }
.tag { font-size: 13px; font-weight: 600; white-space: nowrap; color: var(--unsure); }
.tag.leaking { color: var(--leaking); }
.tag.suspected { color: var(--suspected); }
.tag.well { color: var(--well); }
header .tag { font-size: 15px; }
header.leaking h1 { color: var(--leaking); }
.risk { font-weight: 600; }
.risk.critical, .risk.high { color: var(--leaking); }
.risk.medium { color: var(--suspected); }
.lead { font-size: 18px; margin-top: 8px; }
.facts { display: flex; flex-wrap: wrap; gap: 16px 40px; margin-top: 24px; }
.facts dt { font-size: 13px; color: var(--quiet); }
.facts dd { font-size: 26px; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; }
.facts.small { gap: 12px 32px; margin-top: 16px; }
.facts.small dd { font-size: 16px; letter-spacing: 0; }
nav { margin-top: 32px; padding: 12px 0; border-block: 1px solid var(--rule); font-size: 14px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 0; list-style: none; }
section, footer { margin-top: 48px; }
section > ul, section > ol, .reasons, .changes ul, article ul { padding-left: 20px; }
section li + li { margin-top: 4px; }
.decisions li { margin-top: 16px; padding-left: 4px; }
.decisions li::marker { font-weight: 650; color: var(--quiet); }
.when { font-size: 14px; margin-left: 4px; }
.changes { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 24px 32px; }
.wave + .wave { margin-top: 24px; }
.wave + .wave thead th { font-size: 0; line-height: 0; padding-block: 0; border: 0; }
#advisories tbody th { white-space: nowrap; }
#advisories td:last-child { min-width: 15em; }
@media print, (min-width: 721px) { table.even :is(th, td):nth-child(-n + 3) { width: 16%; } }
table.even { table-layout: fixed; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 1.45; margin-top: 12px; }
caption { text-align: left; font-size: 13px; color: var(--quiet); padding-bottom: 8px; }
th, td { padding: 9px 20px 9px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 13px; font-weight: 500; color: var(--quiet); vertical-align: bottom; padding-block: 6px; }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; }
td.number { white-space: nowrap; }
section h3 + table, section h3 + ul { margin-top: 8px; }
table + h3, ul + h3, p + h3, .wave + h3 { margin-top: 24px; }
article { margin-top: 24px; padding-top: 24px; border-top: 1px solid var(--rule); break-inside: avoid; }
article h3 { font-size: 18px; }
article h3 .tag { margin-left: 8px; }
article > p + p { margin-top: 8px; }
.charts { margin-top: 20px; display: grid; gap: 20px; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 24px; font-size: 13px; color: var(--quiet); }
figcaption h4 { color: var(--ink); }
article .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: 6px; margin: 0; }
footer { padding-top: 24px; border-top: 1px solid var(--rule); font-size: 14px; color: var(--quiet); }
footer h2 { font-size: 16px; color: var(--ink); }
footer p + p { margin-top: 8px; }
.chart { display: block; width: 100%; overflow: visible; margin-top: 4px; }
svg text { font-size: 12px; fill: var(--quiet); stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.plot { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; }
.plot .chart { grid-column: 2; }
.values, .ends { margin-top: 4px; overflow: visible; }
.values { text-anchor: end; }
svg text.limit { fill: var(--leaking); font-weight: 600; }
svg .days.centred text { text-anchor: middle; }
svg text.value { fill: var(--ink); font-weight: 600; }
.grid line, .days line { stroke: var(--rule); shape-rendering: crispEdges; }
.line { fill: none; stroke: var(--reading); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.line.stuck, .line.score { stroke-width: 2; }
.line.dead { stroke: var(--second); stroke-dasharray: 5 4; stroke-linecap: butt; }
.line.projected { stroke-dasharray: 2 5; }
.limit, .line.limit { stroke: var(--leaking); stroke-width: 1.5; }
svg text.limit { stroke: none; }
.fan { fill: var(--fan); }
.now { stroke: var(--quiet); }
.gap { fill: var(--wash); stroke: var(--rule); stroke-dasharray: 2 3; }
.when { stroke: none; }
line.when { stroke: var(--quiet); stroke-dasharray: 1 3; }
svg.mark { overflow: visible; fill: var(--ink); stroke: var(--ink); }
svg.mark.reload { fill: var(--paper); }
.reached line { stroke: var(--leaking); stroke-width: 3; }
.reached circle { fill: var(--paper); stroke: var(--leaking); stroke-width: 2.5; }
circle.score { fill: var(--reading); }
.key { flex: none; }
.spark { display: block; }
.intervals .none { stroke: var(--quiet); stroke-dasharray: 2 2; }
.intervals g { stroke: var(--quiet); fill: var(--paper); stroke-width: 2; }
.intervals .after { stroke: var(--reading); fill: var(--reading); }
@media screen and (max-width: 720px) {
  #advisories td:last-child { min-width: 0; }
  svg .spare { display: none; }
  body { padding: 20px 16px 48px; }
  h1 { font-size: 24px; }
  .facts { gap: 16px 28px; }
  .facts dd { font-size: 22px; }
  .rows, .rows :is(caption, tbody, tr, th, td) { display: block; }
  .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows tbody tr { padding: 12px 0; border-bottom: 1px solid var(--rule); }
  .rows :is(tbody th, td) { padding: 0; border: 0; }
  .rows tbody th { font-size: 16px; margin-bottom: 4px; }
  .rows :is(td, td.number) { position: relative; padding: 2px 0 2px 9em; text-align: left; white-space: normal; }
  .rows td::before { content: attr(data-title); position: absolute; left: 0; width: 8.5em; color: var(--quiet); }
  .rows td:empty { display: none; }
}
@media print {
  :root {
    --paper: #fff; --ink: #000; --quiet: #444; --rule: #ccc; --wash: #f2f2f2; --edge: #868f9b;
    --link: #000; --reading: #0b57a8; --second: #8a4b0f; --fan: #0b57a81f;
    --leaking: #b3241b; --suspected: #8a5600; --unsure: #4b5563; --well: #17693f;
  }
  @page { margin: 16mm; }
  body { padding: 0; max-width: none; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .skip { display: none; }
  h1 { font-size: 20pt; }
  h2 { font-size: 14pt; }
  section, footer { margin-top: 24pt; }
  table { font-size: 9pt; }
  th, td { padding: 5pt 8pt 5pt 0; }
  small, caption, thead th { font-size: 8pt; }
  h2, h3, figcaption { break-after: avoid; }
  tr, figure, .wave p { break-inside: avoid; }
}
`;
