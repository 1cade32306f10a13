import { html } from 'hono/html';
import { bytesEstimate, bytesPhrase, probabilityPhrase, wholePercent } from '../../domain/format.ts';
import { deadlineText, recommendationText } from '../../domain/recommend/recommendation-words.ts';
import { hostKey } from '../../domain/records/host-key.ts';
import { forecastOf } from '../../domain/records/limit.ts';
import { limitEstimate, limitPredicate } from '../../domain/scoring/limit-phrases.ts';
import { resourceNoun, standingPhrase } from '../../domain/scoring/limit-words.ts';
import type { Markup } from '../charts/canvas.ts';
import { sparkline } from '../charts/sparkline.ts';
import { hostChart } from '../charts.ts';
import { localDay } from '../local-time.ts';
import type { Report, ReportedHost } from '../report.ts';
import type { HostSeries } from '../series.ts';
import { TITLES } from '../titles.ts';
import { capital, placedText, whereaboutsOf } from '../words.ts';
import { advisoryLinks } from './advisories.ts';
import { hostPlaces, linked } from './host-links.ts';
import { estimate, type PageColumn, type PageSection, rest, riskMarkup, table, tag, under } from './parts.ts';
import { verdictTag } from './tags.ts';

const SHOWN_FINDINGS = 20;
const SHOWN_REASONS = 3;

const COLUMNS: readonly PageColumn[] = [
  { title: 'Host' },
  { title: 'Verdict' },
  { title: 'Release' },
  { title: 'Growth a day', isNumber: true },
  { title: 'Until a limit', isNumber: true },
  { title: 'TCP memory' },
  { title: 'Risk', isNumber: true },
];

const SHOWN_NEAR_LIMITS = 50;

/** The hosts that leak or are suspected, those with the highest scores, each with its course beside its figures. */
export function findingsTable(report: Report): PageSection | null {
  const { findings, series, week } = report;
  if (findings.length === 0) return null;
  const places = hostPlaces(report);
  const where = whereaboutsOf(report);
  const charts = new Map(series.hosts.map((host) => [hostKey(host), host]));
  const from = Math.min(...series.hosts.flatMap(({ points }) => points.map(({ at }) => Date.parse(at))));
  const rows = findings.slice(0, SHOWN_FINDINGS).map((host) => {
    const chart = charts.get(hostKey(host));
    return [
      html`${linked(host.label, places.detailOf(host) ?? places.rowOf(host))}${under(where.of(host))}`,
      html`${tag(verdictTag(host.verdict))} <small>${probabilityPhrase(host.leakProbability)} likely a leak</small>`,
      html`${host.release ?? host.version ?? 'not known'}<small>${host.role ?? ''}</small>`,
      estimate(host.memoryGrowthBytesPerDay && bytesEstimate(host.memoryGrowthBytesPerDay)),
      untilLimit(host),
      chart ? sparkline(chart, from, Date.parse(week.to)) : null,
      riskMarkup(host.score),
    ];
  });
  const content = html`${table({ caption: 'Growth of TCP memory with load taken out, and the time until the nearest limit at the present growth; small: which limit, and 95% intervals', columns: COLUMNS, rows })}${rest(findings.length - SHOWN_FINDINGS, 'that leak or are suspected')}`;
  return { id: 'findings', title: TITLES.findings.page, content };
}

/** The hosts that are near a limit, leaking or not. */
export function nearLimits(report: Report): PageSection | null {
  const { nearLimits: hosts } = report;
  if (hosts.length === 0) return null;
  const places = hostPlaces(report);
  const where = whereaboutsOf(report);
  const content = html`<ul>${hosts
    .slice(0, SHOWN_NEAR_LIMITS)
    .flatMap((host) =>
      host.texts.map(
        (text) =>
          html`<li><b>${linked(host.label, places.rowOf(host))}</b> ${placedText(where.of(host), text)}</li>`,
      ),
    )}</ul>${rest(hosts.length - SHOWN_NEAR_LIMITS, 'near a limit')}`;
  return { id: 'near-limits', title: TITLES.nearLimits, content };
}

/** The proof, the advice and the readings of the hosts with the highest scores. */
export function hostDetails(report: Report): PageSection | null {
  const { findings, series, week } = report;
  const places = hostPlaces(report);
  const where = whereaboutsOf(report);
  const links = advisoryLinks(report);
  const hosts = new Map(findings.map((host) => [hostKey(host), host]));
  const articles = series.hosts.flatMap((hostSeries) => {
    const host = hosts.get(hostKey(hostSeries));
    const id = places.detailOf(hostSeries);
    return host && id ? [article({ host, where: where.of(host), series: hostSeries, id, week, links })] : [];
  });
  if (articles.length === 0) return null;
  const left = findings.length - articles.length;
  const content = html`${articles}${rest(left, 'that leak or are suspected have a lower risk')}`;
  return { id: 'hosts', title: 'Host by host', content };
}

interface Article {
  host: ReportedHost;
  /** Of a fleet in several places. */
  where: string | null;
  series: HostSeries;
  id: string;
  week: Report['week'];
  links: (text: string) => Markup;
}

function article({ host, where, series, id, week, links }: Article): Markup {
  const { recommendation: advice, proof, secondsToPressure } = host;
  const version = host.version && `HAProxy ${host.version}`;
  const place = [host.role, version, where, host.availabilityZone, host.hostId];
  const chart = { id, series, secondsToPressure, now: Date.parse(week.to), timeZone: week.timeZone };
  const restart = deadlineText(host, (instant) => localDay(instant, week.timeZone));
  return html`<article id="${id}" aria-labelledby="${id}-name">
<h3 id="${id}-name">${host.label} ${tag(verdictTag(host.verdict))}</h3>
<p class="place">${place.filter((part) => part !== null && part !== host.label).map((part) => html`<span>${part}</span>`)}</p>
${proof === null ? '' : html`<p class="proof">${proof}</p>`}
<p><b>${capital(recommendationText(advice))}${restart}.</b></p>
${reasons(host.adviceReasons.map(links))}
${facts(host)}
${standings(host)}
${hostChart(chart)}
</article>`;
}

const reasons = (all: readonly Markup[]): Markup | '' =>
  all.length === 0
    ? ''
    : html`<ul class="reasons">${all.slice(0, SHOWN_REASONS).map((reason) => html`<li>${reason}</li>`)}</ul>`;

/** Which limit comes first, and when. */
const untilLimit = (host: ReportedHost): Markup => {
  const nearest = forecastOf(host);
  return nearest === null
    ? html`<span class="none">${limitPredicate(host)}</span>`
    : html`${estimate(limitEstimate(host))}<small>${resourceNoun(nearest.resource)}</small>`;
};

/** How it stands to each limit but that of TCP memory, which is among the facts and in the chart. */
function standings({ limits }: ReportedHost): Markup | '' {
  const others = limits.filter(({ resource }) => resource !== 'tcp-memory');
  return others.length === 0
    ? ''
    : html`<ul class="reasons">${others.map((limit) => html`<li>${capital(standingPhrase(limit))}</li>`)}</ul>`;
}

function facts(host: ReportedHost): Markup {
  const growth = host.memoryGrowthBytesPerDay && bytesEstimate(host.memoryGrowthBytesPerDay);
  const memory =
    host.memoryBytes === null
      ? null
      : {
          estimate: bytesPhrase(host.memoryBytes),
          range: host.pressureBytes
            ? `${wholePercent(host.memoryBytes / host.pressureBytes)} of its limit`
            : '',
        };
  const rows = [
    ['TCP memory', estimate(memory)],
    ['Growth a day', estimate(growth)],
    ['Until a limit', untilLimit(host)],
    ['Leak probability', probabilityPhrase(host.leakProbability)],
    ['Risk', riskMarkup(host.score)],
  ] as const;
  return html`<dl class="facts small">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
