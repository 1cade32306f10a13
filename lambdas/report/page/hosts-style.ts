/** Of the table of all hosts and of what the page's script puts above it; no element of it carries a style of its own. */
export const HOSTS_STYLE = `
#finder { margin-top: 16px; }
.scrolled { margin-top: 8px; content-visibility: auto; contain-intrinsic-size: auto 4000px; }
#fleet { line-height: 1.35; }
#fleet { overflow-wrap: normal; }
#fleet :is(th, td) { padding: 6px 12px 6px 0; white-space: nowrap; }
#fleet td:nth-child(7) { white-space: normal; min-width: 7em; }
#fleet tr { scroll-margin-top: 3em; }
#fleet :is(th, td):nth-child(n + 3):nth-child(-n + 6) { text-align: right; }
#fleet td:is(.leaking, .suspected, .unsure, .well) { font-weight: 600; color: var(--unsure); }
#fleet td.leaking { color: var(--leaking); }
#fleet td.suspected { color: var(--suspected); }
#fleet td.well { color: var(--well); }
#fleet td.leaking::before { content: "\\25cf\\00a0"; content: "\\25cf\\00a0" / ""; }
#fleet td.suspected::before { content: "\\25d0\\00a0"; content: "\\25d0\\00a0" / ""; }
#fleet td.unsure::before { content: "\\25cb\\00a0"; content: "\\25cb\\00a0" / ""; }
#fleet td.well::before { content: "\\2713\\00a0"; content: "\\2713\\00a0" / ""; }
#fleet tr:target { background: var(--wash); outline: 2px solid var(--link); outline-offset: -2px; }
#fleet thead { position: sticky; top: 0; }
#fleet thead th { background: var(--paper); }
#fleet thead button { all: unset; cursor: pointer; text-decoration: underline; text-decoration-color: var(--rule); text-underline-offset: 3px; }
#fleet thead button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
#fleet [aria-sort] { color: var(--ink); font-weight: 600; }
#fleet [aria-sort="descending"]::after { content: "\\00a0\\2193"; content: "\\00a0\\2193" / ""; }
#fleet [aria-sort="ascending"]::after { content: "\\00a0\\2191"; content: "\\00a0\\2191" / ""; }
#finder { display: grid; gap: 12px; }
#finder:empty { display: none; }
#finder :is(input, button, summary), .more {
  font: inherit; font-size: 14px; color: var(--ink); background: var(--paper);
  border: 1px solid var(--edge); border-radius: 6px; padding: 6px 12px;
}
#finder button, .more, .facet summary { cursor: pointer; }
.search { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; font-size: 14px; font-weight: 600; }
#finder .search input { flex: 1; font-weight: 400; min-width: 12em; max-width: 34em; }
#find::placeholder { color: var(--quiet); opacity: 1; }
.facets, .found { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; font-size: 14px; }
.found { gap: 8px 16px; min-height: 36px; color: var(--quiet); }
.facet { position: relative; }
.facet summary { list-style: none; }
.facet summary::-webkit-details-marker { display: none; }
.facet summary::after { content: "\\00a0\\25be"; content: "\\00a0\\25be" / ""; }
#finder .facet.chosen summary { border-color: var(--link); color: var(--link); font-weight: 600; }
.facet fieldset {
  position: absolute; z-index: 2; margin: 4px 0 0; padding: 6px; min-width: 14em; max-height: 20em; overflow-y: auto;
  background: var(--paper); border: 1px solid var(--edge); border-radius: 6px;
}
.facet label { display: flex; gap: 8px; align-items: baseline; padding: 5px 8px; cursor: pointer; white-space: nowrap; }
.facet label:hover { background: var(--wash); }
.facet .count { margin-left: auto; padding-left: 16px; }
.more { margin-top: 16px; }
@media screen { .later { display: none; } }
@media screen and (min-width: 1081px) { #fleet td:nth-child(4) small { white-space: normal; } }
@media screen and (max-width: 1080px) { .scrolled { overflow-x: auto; } }
@media screen and (max-width: 720px) {
  #fleet th small { display: none; }
  #fleet th:first-child { position: sticky; left: 0; background: var(--paper); }
  #finder :is(input, button, summary), .more { padding-block: 10px; }
  .facets { position: relative; }
  .facet { position: static; }
  .facet fieldset { inset-inline: 0; }
}
@media print {
  #finder, .more { display: none; }
  .scrolled { content-visibility: visible; }
  #fleet { font-size: 7pt; }
  #fleet :is(th, td) { padding: 3pt 5pt 3pt 0; white-space: normal; }
  #fleet th small { overflow-wrap: anywhere; min-width: 12em; }
  #fleet th:first-child { overflow-wrap: anywhere; }
  #fleet td:nth-child(7) { min-width: 0; }
  #fleet small { font-size: 6pt; }
  #fleet thead { position: static; }
}
`;
