import { html } from 'hono/html';
import { counted, sharePhrase } from '../../domain/format.ts';
import { URGENCY_WORDS } from '../../domain/recommend/recommendation-words.ts';
import { CHANGE_KINDS } from '../changes.ts';
import type { Markup } from '../charts/canvas.ts';
import { localDay, localMinute } from '../local-time.ts';
import type { Decision, HostChange, Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { placeWords, sentence } from '../words.ts';
import { advisoryLinks } from './advisories.ts';
import { type HostPlaces, hostPlaces, linked } from './host-links.ts';
import { names, type PageSection, tag } from './parts.ts';
import { headlineTag } from './tags.ts';

const SHOWN_CHANGES = 12;

/** The first screen: the answer, and the figures of the fleet beside those of a week ago. */
export function masthead({ headline, fleet, fleetBefore, week, ...report }: Report): Markup {
  const days = [week.from, week.to].map((instant) => localDay(instant, week.timeZone)).join(' to ');
  const accepted = (verdict: string) =>
    report.hosts.filter((host) => host.verdict === verdict && host.acknowledgement !== null).length;
  const facts: readonly Fact[] = [
    { name: 'Fleet score', value: fleet.score, before: fleetBefore?.score },
    { name: 'Leaking', value: fleet.leaking, before: fleetBefore?.leaking, accepted: accepted('leaking') },
    {
      name: 'Suspected',
      value: fleet.suspected,
      before: fleetBefore?.suspected,
      accepted: accepted('suspected'),
    },
    { name: 'Hosts', value: fleet.hosts, before: fleetBefore?.hosts },
  ];
  const answered = fleet.coverage === null ? '–' : sharePhrase(fleet.coverage);
  return html`<header class="${headline.tone}">
<p class="where"><span>HAProxy fleet report</span>${report.fleetName === undefined ? '' : html`<span>fleet ${report.fleetName}</span>`}<span>${week.id}, ${days}</span>${placeWords(report).map((word) => html`<span>${word}</span>`)}</p>
<p>${tag(headlineTag(headline.tone))}</p>
<h1>${headline.text}</h1>${
    headline.detail === ''
      ? ''
      : html`
<p class="lead">${headline.detail}</p>`
  }
<dl class="facts">${facts.map(fact)}<div><dt>Answered</dt><dd>${answered}</dd></div></dl>
</header>`;
}

interface Fact {
  name: string;
  value: number;
  before: number | undefined;
  /** Of these, acknowledged: not among the findings. */
  accepted?: number;
}

function fact({ name, value, before, accepted = 0 }: Fact): Markup {
  const was =
    before === undefined
      ? ''
      : before === value
        ? 'as a week ago'
        : `${before.toLocaleString('en')} a week ago`;
  return html`<div><dt>${name}</dt><dd>${value.toLocaleString('en')}${was === '' ? '' : html`<small>${was}</small>`}${accepted === 0 ? '' : html`<small>${accepted} acknowledged</small>`}</dd></div>`;
}

export function notYetKnown({ notYetKnown }: Report): PageSection | null {
  if (notYetKnown.length === 0) return null;
  const content = html`<ul>${notYetKnown.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
  return { id: 'not-yet-known', title: TITLES.notYetKnown.page, content };
}

export function decisions(report: Report): PageSection | null {
  const { decisions, week } = report;
  const links = advisoryLinks(report);
  if (decisions.length === 0) return null;
  const content = html`<ol class="decisions">${decisions.map((item) => decision(item, week.timeZone, links))}</ol>`;
  return { id: 'decide', title: TITLES.decisions.page, content };
}

function decision(
  { what, why, urgency, dueAt, hosts }: Decision,
  timeZone: string,
  links: (text: string) => Markup,
): Markup {
  const when = dueAt === null ? URGENCY_WORDS[urgency] : `by ${localMinute(dueAt, timeZone)}`;
  return html`<li><h3>${what} <span class="when">${when}</span></h3><p>${links(sentence(why))}</p>${
    hosts.length > 0 ? html`<p class="hosts">${names(hosts)}</p>` : ''
  }</li>`;
}

/** What is not as it was a week ago. */
export function changes(report: Report): PageSection | null {
  const { changes, isAllWell } = report;
  const { rowOf } = hostPlaces(report);
  if (changes === null) return null;
  const groups = CHANGE_KINDS.filter(({ kind }) => changes[kind].length > 0);
  if (groups.length === 0 && isAllWell) return null;
  const content =
    groups.length === 0
      ? html`<p>Nothing began to leak, got worse or was fixed.</p>`
      : html`<div class="changes">${groups.map(({ kind, heading }) => group(heading, changes[kind], rowOf))}</div>`;
  return { id: 'changes', title: 'What changed since last week', content };
}

function group(title: string, hosts: readonly HostChange[], rowOf: HostPlaces['rowOf']): Markup {
  const more = hosts.length - SHOWN_CHANGES;
  return html`<div><h3>${title} <span class="count">${counted(hosts.length, 'host')}</span></h3><ul>${hosts
    .slice(0, SHOWN_CHANGES)
    .map(({ hostId, label, text }) => html`<li><b>${linked(label, rowOf(hostId))}</b> ${text}</li>`)}${
    more > 0 ? html`<li>and ${counted(more, 'other')}</li>` : ''
  }</ul></div>`;
}
