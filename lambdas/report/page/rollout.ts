import { html } from 'hono/html';
import { bytesEstimate, counted, daysPhrase } from '../../domain/format.ts';
import { URGENCY_WORDS } from '../../domain/recommend/recommendation-words.ts';
import type { Interval } from '../../domain/records/evidence.ts';
import type { PlannedHost, RolloutWave } from '../../domain/records/rollout-plan.ts';
import type { Whereabouts } from '../../domain/records/whereabouts.ts';
import { limitFirstPhrase, waveHeading } from '../../domain/rollout/rollout-words.ts';
import { changeDays, worstFirst } from '../../domain/upgrades/verification-words.ts';
import type { Markup } from '../charts/canvas.ts';
import { intervalPlot, reachOf } from '../charts/interval-plot.ts';
import { localDay } from '../local-time.ts';
import type { Report } from '../report.ts';
import { TITLES } from '../titles.ts';
import { labelsOf, listText, placedText, whereaboutsOf } from '../words.ts';
import { type HostPlaces, hostPlaces, linked } from './host-links.ts';
import {
  type Cell,
  estimate,
  names,
  type PageColumn,
  type PageSection,
  remainder,
  table,
  tag,
  under,
} from './parts.ts';
import { verificationTag } from './tags.ts';

const SHOWN_OF_WAVE = 8;
const SHOWN_WAVES = 12;
const SHOWN_LATE = 20;
const SHOWN_UNPLANNED = 20;
const SHOWN_VERIFICATIONS = 30;

const PLANNED: readonly PageColumn[] = [
  { title: 'Host' },
  { title: 'Place' },
  { title: 'From' },
  { title: 'Do' },
  { title: 'Why in this wave' },
];

/** Which hosts to change, in which order. */
export function plan(report: Report): PageSection | null {
  const { plan } = report;
  if (plan.waves.length + plan.unplanned.length === 0) return null;
  const links = { ...hostPlaces(report), where: whereaboutsOf(report) };
  const late = limitFirstPhrase(plan, {
    nameOf: labelsOf(report),
    list: (names) => listText(names, SHOWN_LATE),
  });
  const left = plan.unplanned.length - SHOWN_UNPLANNED;
  const content = html`${late === '' ? '' : html`<p><b>${late}</b></p>`}${plan.waves.slice(0, SHOWN_WAVES).map((each) => wave(each, links))}${remainder(plan.waves.length - SHOWN_WAVES, 'waves')}${
    plan.unplanned.length === 0
      ? ''
      : html`<h3>In no wave</h3><ul>${plan.unplanned
          .slice(0, SHOWN_UNPLANNED)
          .map(
            (host) =>
              html`<li><b>${linked(host.name ?? host.hostId, links.rowOf(host))}</b> ${placedText(links.where.of(host), host.reason)}</li>`,
          )}</ul>${remainder(left, 'in no wave')}`
  }`;
  return { id: 'plan', title: TITLES.plan, content };
}

function wave(
  { wave: number, kind, stage, hosts, watchDays, stopRule }: RolloutWave,
  links: HostLinks,
): Markup {
  const title = waveHeading({ wave: number, kind, stage });
  return html`<div class="wave"><h3>${title} <span class="count">${counted(hosts.length, 'host')}</span></h3>
<p class="aside">Watch for ${daysPhrase(watchDays)} before the next. ${stopRule}</p>
${table({ caption: `${title}: hosts and what to do with them`, isNamedAbove: true, columns: PLANNED, rows: hosts.slice(0, SHOWN_OF_WAVE).map((host) => planned(host, links)) })}${remainder(hosts.length - SHOWN_OF_WAVE, 'in this wave')}</div>`;
}

type HostLinks = Pick<HostPlaces, 'rowOf'> & { where: Whereabouts };

const planned = (host: PlannedHost, { rowOf, where }: HostLinks): Cell[] => [
  linked(host.name ?? host.hostId, rowOf(host)),
  html`${host.role ?? 'no role'}<small>${host.availabilityZone}</small>${under(where.of(host))}`,
  host.from,
  html`${host.action === 'upgrade' ? `upgrade to ${host.to}` : 'restart'}<small>${URGENCY_WORDS[host.urgency]}${host.limitFirst ? ', but restart it before its wave' : ''}</small>`,
  host.reason,
];

const VERIFIED: readonly PageColumn[] = [
  { title: 'Change' },
  { title: 'Verdict' },
  { title: 'Growth before', isNumber: true },
  { title: 'Growth after', isNumber: true },
  { title: 'Before above after' },
  { title: 'Compared with unchanged hosts', isNumber: true },
];

/** Whether what was changed helped: growth before and after, for each change of release and role. */
export function verifications({ verifications, week, isAllWell }: Report): PageSection | null {
  // On the first run nobody knows what changed in the days before.
  if (verifications.length === 0 && (isAllWell || week.isFirst)) return null;
  const shown = worstFirst(verifications).slice(0, SHOWN_VERIFICATIONS);
  const reach = reachOf(shown.flatMap(({ before, after }) => [before, after]));
  const growth = (value: Interval | null) => estimate(value && bytesEstimate(value));
  const rows = shown.map((change): Cell[] => [
    html`${change.from} → ${change.to}<small>${change.role ?? 'no role'}, ${counted(change.hosts, 'host')}, ${changeDays(change, (instant) => localDay(instant, week.timeZone))}</small>`,
    html`${tag(verificationTag(change.verdict))}${change.daysToGo === null ? '' : html`<small>${daysPhrase(change.daysToGo)} to go</small>`}`,
    growth(change.before),
    growth(change.after),
    intervalPlot(change.before, change.after, reach),
    change.effect === null
      ? html`<span class="none">too few to compare</span>`
      : html`${growth(change.effect.bytesPerDay)}<small>${counted(change.others, 'other')}</small>`,
  ]);
  const content =
    rows.length === 0
      ? html`<p>No host changed its release in the last 28 days.</p>`
      : html`${table({ caption: 'Growth of TCP memory a day, load taken out, before and after each change of release; small: 95% intervals. In the pictures the line is no growth.', columns: VERIFIED, rows })}${remainder(verifications.length - SHOWN_VERIFICATIONS, 'changes of release')}`;
  return { id: 'verifications', title: TITLES.verifications, content };
}

/** What eases a leak until its upgrade. */
export function mitigations({ mitigations }: Report): PageSection | null {
  if (mitigations.length === 0) return null;
  const content = html`<ul>${mitigations.map(
    ({ text, hosts }) =>
      html`<li>${text}<p class="hosts">${counted(hosts.length, 'host')}: ${names(hosts)}</p></li>`,
  )}</ul>`;
  return { id: 'mitigations', title: TITLES.mitigations, content };
}
