import { html } from 'hono/html';
import { counted, sharePhrase } from '../../domain/format.ts';
import { forecastOf } from '../../domain/records/limit.ts';
import type { Whereabouts } from '../../domain/records/whereabouts.ts';
import { timeLeft } from '../../domain/scoring/limit-phrases.ts';
import { CHANGE_KINDS } from '../changes.ts';
import type { Markup } from '../charts/canvas.ts';
import { localDay } from '../local-time.ts';
import type { Decision, HostChange, Report, ReportedHost } from '../report.ts';
import { TITLES } from '../titles.ts';
import { dueText, placedText, placesText, placeWords, sentence, whereaboutsOf } from '../words.ts';
import { advisoryLinks } from './advisories.ts';
import { type HostPlaces, hostPlaces, linked } from './host-links.ts';
import { names, type PageSection, riskMarkup, tag } from './parts.ts';
import { headlineTag } from './tags.ts';

const SHOWN_CHANGES = 12;

/** The first screen: the answer, and the figures of the fleet beside those of a week ago. */
export function masthead({ headline, fleet, fleetBefore, week, coverage, ...report }: Report): Markup {
  const days = [week.from, week.to].map((instant) => localDay(instant, week.timeZone)).join(' to ');
  const accepted = (verdict: string) =>
    report.hosts.filter((host) => host.verdict === verdict && host.acknowledgement !== null).length;
  const facts: readonly Fact[] = [
    {
      name: `Leaking, of ${counted(fleet.hosts, 'host')}`,
      value: fleet.leaking,
      before: fleetBefore?.leaking,
      accepted: accepted('leaking'),
    },
    {
      name: 'Suspected',
      value: fleet.suspected,
      before: fleetBefore?.suspected,
      accepted: accepted('suspected'),
    },
    { name: 'Unknown', value: coverage.unknown, before: fleetBefore?.unknown },
  ];
  const answered = coverage.newestRun === null ? '–' : sharePhrase(coverage.newestRun);
  return html`<header class="${headline.tone}">
<p class="where"><span>HAProxy fleet report</span>${report.fleetName === undefined ? '' : html`<span>fleet ${report.fleetName}</span>`}<span>${week.name}, ${days}</span>${placeWords(report).map((word) => html`<span>${word}</span>`)}</p>
<p>${tag(headlineTag(headline.tone))}</p>
<h1>${headline.text}</h1>${
    headline.detail === ''
      ? ''
      : html`
<p class="lead">${headline.detail}</p>`
  }
<dl class="facts">${facts.map(fact)}${nearest(report.findings)}<div><dt>Highest risk of a host</dt><dd>${riskMarkup(fleet.score)}${was(fleet.score, fleetBefore?.score)}</dd></div><div><dt>Answered</dt><dd>${answered}</dd></div></dl>
</header>`;
}

interface Fact {
  name: string;
  value: number;
  before: number | undefined;
  /** Of these, acknowledged: not among the findings. */
  accepted?: number;
}

const fact = ({ name, value, before, accepted = 0 }: Fact): Markup =>
  html`<div><dt>${name}</dt><dd>${value.toLocaleString('en')}${was(value, before)}${accepted === 0 ? '' : html`<small>${accepted} acknowledged</small>`}</dd></div>`;

/** Beside a figure the same of a week ago. */
function was(value: number, before: number | undefined): Markup | '' {
  if (before === undefined) return '';
  return html`<small>${before === value ? 'as a week ago' : `${before.toLocaleString('en')} a week ago`}</small>`;
}

/** When the first host reaches a limit. */
function nearest(findings: readonly ReportedHost[]): Markup | '' {
  const forecasts = findings.flatMap((host) => {
    const forecast = forecastOf(host);
    return forecast === null ? [] : [{ host, left: forecast.secondsToLimit }];
  });
  const [first] = forecasts.sort((a, b) => a.left.estimate - b.left.estimate);
  if (first === undefined) return '';
  const { estimate, range } = timeLeft(first.left);
  return html`<div><dt>First limit</dt><dd>${estimate}<small>${range === '' ? '' : `${range}, `}${first.host.label}</small></dd></div>`;
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
  const where = whereaboutsOf(report);
  const items = decisions.map((item) => decision(item, { week, links, where }));
  const content = html`<ol class="decisions">${items}</ol>`;
  return { id: 'decide', title: TITLES.decisions.page, content };
}

function decision(
  decision: Decision,
  { week, links, where }: { week: Report['week']; links: (text: string) => Markup; where: Whereabouts },
): Markup {
  const { what, why, hosts, members } = decision;
  const places = placesText(members, where);
  const when = dueText(decision, week);
  return html`<li><h3>${what} <span class="when">${when}</span></h3><p>${links(`${places}${sentence(why)}`)}</p>${
    hosts.length > 0 ? html`<p class="hosts">${names(hosts)}</p>` : ''
  }</li>`;
}

/** What is not as it was a week ago. */
export function changes(report: Report): PageSection | null {
  const { changes, isAllWell } = report;
  const { rowOf } = hostPlaces(report);
  const where = whereaboutsOf(report);
  if (changes === null) return null;
  const groups = CHANGE_KINDS.filter(({ kind }) => changes[kind].length > 0);
  if (groups.length === 0 && isAllWell) return null;
  const content =
    groups.length === 0
      ? html`<p>Nothing began to leak, got worse or was fixed.</p>`
      : html`<div class="changes">${groups.map(({ kind, heading }) => group(heading, changes[kind], { rowOf, where }))}</div>`;
  return { id: 'changes', title: 'What changed since last week', content };
}

function group(
  title: string,
  hosts: readonly HostChange[],
  { rowOf, where }: Pick<HostPlaces, 'rowOf'> & { where: Whereabouts },
): Markup {
  const more = hosts.length - SHOWN_CHANGES;
  return html`<div><h3>${title} <span class="count">${counted(hosts.length, 'host')}</span></h3><ul>${hosts
    .slice(0, SHOWN_CHANGES)
    .map(
      (host) =>
        html`<li><b>${linked(host.label, rowOf(host))}</b> ${placedText(where.of(host), host.text)}</li>`,
    )}${more > 0 ? html`<li>and ${counted(more, 'other')}</li>` : ''}</ul></div>`;
}
