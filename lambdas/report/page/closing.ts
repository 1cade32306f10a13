import { html } from 'hono/html';
import { ACKNOWLEDGEMENT_LABELS } from '../../domain/assess/acknowledgement-words.ts';
import { silenceText, silenceWords } from '../../domain/audit/silence-words.ts';
import { counted, sharePhrase } from '../../domain/format.ts';
import { LEAK_KIND_WORDS } from '../../domain/records/leak-kind.ts';
import { RISK_MEANING } from '../../domain/scoring/risk-words.ts';
import type { Markup } from '../charts/canvas.ts';
import { scoreChart } from '../charts/score-chart.ts';
import { localDay } from '../local-time.ts';
import { joinedTexts, placeSentences, silentPlaceTexts } from '../place-words.ts';
import type { Report } from '../report.ts';
import type { ReportedPlaces } from '../report-places.ts';
import { TITLES } from '../titles.ts';
import { capital, dataAge, knowledgeAge, placeWords, whereaboutsOf } from '../words.ts';
import { hostPlaces, linked } from './host-links.ts';
import { names, type PageColumn, type PageSection, rest, table, under } from './parts.ts';

const SHOWN_UNANSWERED = 40;

/** The highest score of the fleet at each report. */
export function scoreOverWeeks({ series, week }: Report): PageSection | null {
  if (series.fleet.length < 2) return null;
  const content = html`<figure><figcaption>The highest risk of any host, 0 to 100, higher is worse: how likely it leaks times how soon it reaches a limit.</figcaption>${scoreChart(series.fleet, week)}</figure>`;
  return { id: 'score', title: 'The fleet over the weeks', content };
}

const UNANSWERED: readonly PageColumn[] = [{ title: 'Host' }, { title: 'Reason' }, { title: 'What to do' }];

export function coverage(report: Report): PageSection {
  const { coverage, fleet } = report;
  const { rowOf } = hostPlaces(report);
  const where = whereaboutsOf(report);
  const { newestRun, week, unanswered, unknown, insufficientData, notObservable } = coverage;
  const sentences = [
    newestRun === null
      ? ''
      : `${sharePhrase(newestRun)} of ${counted(fleet.hosts, 'host')} answered in the newest run.`,
    week === null ? '' : `${sharePhrase(week)} of all answers of the last seven days came.`,
    insufficientData === 0
      ? ''
      : `${counted(insufficientData, 'host')} ${insufficientData === 1 ? 'has' : 'have'} too little data to judge.`,
    unknown === 0 ? '' : `The state of ${counted(unknown, 'host')} is unknown.`,
    notObservable === 0
      ? ''
      : `On ${counted(notObservable, 'host')} the kernel’s figures don’t show what HAProxy holds.`,
    ...(report.places === undefined ? [] : placeSentences(report.places, report.week)),
  ].filter((text) => text !== '');
  const rows = unanswered
    .slice(0, SHOWN_UNANSWERED)
    .map((host) => [
      html`${linked(host.label, rowOf(host))}${under(where.of(host))}`,
      capital(silenceText(host)),
      capital(silenceWords(host).fix),
    ]);
  const content = html`<p>${sentences.join(' ')}</p>${report.places === undefined ? '' : placesMarkup(report.places, report)}${
    rows.length === 0
      ? ''
      : table({ caption: 'Hosts that did not answer in the newest run', columns: UNANSWERED, rows })
  }${rest(unanswered.length - SHOWN_UNANSWERED, 'did not answer')}`;
  return { id: 'coverage', title: TITLES.coverage, content };
}

const SILENT: readonly PageColumn[] = [
  { title: 'Account and region' },
  { title: 'Silent since' },
  { title: 'Reason' },
  { title: 'What to do' },
];

function placesMarkup(places: ReportedPlaces, { week, accountNames }: Report): Markup {
  const silent = silentPlaceTexts(places, week, accountNames);
  const joined = joinedTexts(places, week, accountNames);
  const rows = silent.map(({ place, since, why, fix }) => [place, since, why, fix]);
  return html`${
    silent.length === 0
      ? ''
      : table({ caption: 'Accounts and regions that write no samples', columns: SILENT, rows })
  }${joined.length === 0 ? '' : html`<p>Joined in the last seven days: ${joined.join(', ')}.</p>`}`;
}

const ACKNOWLEDGED: readonly PageColumn[] = [
  { title: 'Accepted' },
  { title: 'Reason' },
  { title: 'Until' },
  { title: 'State' },
  { title: 'Findings' },
];

export function acknowledged({ acknowledged, week }: Report): PageSection | null {
  if (acknowledged.length === 0) return null;
  const rows = acknowledged.map(({ target, kinds, reason, by, until, state, hosts, findings }) => [
    html`${target}${kinds === undefined ? '' : html`<small>${kinds.map((kind) => LEAK_KIND_WORDS[kind]).join(', ')}</small>`}`,
    html`${reason}${by === undefined ? '' : html`<small>${by}</small>`}`,
    localDay(until, week.timeZone),
    html`${ACKNOWLEDGEMENT_LABELS[state]}${state === 'in-force' ? html`<small>${counted(hosts, 'host')}</small>` : ''}`,
    findings.length === 0 ? html`<span class="none">none</span>` : names(findings, 8),
  ]);
  const content = table({
    caption: 'Findings that a person has accepted, left out of the lists above',
    columns: ACKNOWLEDGED,
    rows,
  });
  return { id: 'acknowledged', title: TITLES.acknowledged, content };
}

/** How the figures come about and how old they are. */
export function method({ age, week, notYetKnown: _, ...report }: Report): Markup {
  const stale = age.isKnowledgeStale
    ? ' That is too old to rely on: push newer knowledge with auditor knowledge push.'
    : '';
  return html`<footer><h2>How to read this</h2>
<p>Every host is asked for its memory, its HAProxy processes and their connections, streams and open files; readings of three hours are put together to one. Growth is a robust trend over 28 days within the life of each process, with traffic taken out; intervals are 95% confidence intervals. The probability of a leak says how much likelier the readings are of a host that leaks than of one that is sound. ${RISK_MEANING}. A limit that is reached within a week counts in full, one beyond a year not at all.</p>
<p>Days are those of ${week.timeZone}. ${dataAge(age.dataSeconds)} ${knowledgeAge(age)}${stale} ${capital([...placeWords(report), `report of ${week.name}`].join(', '))}.</p></footer>`;
}
