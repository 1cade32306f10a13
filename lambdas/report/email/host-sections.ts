import { noAnswerPhrase } from '../../domain/audit/silence-words.ts';
import { counted, daysPhrase, probabilityPhrase } from '../../domain/format.ts';
import {
  deadlineText,
  recommendationText,
  upgradeTarget,
} from '../../domain/recommend/recommendation-words.ts';
import { limitFirstPhrase, waveTitle } from '../../domain/rollout/rollout-words.ts';
import { limitPredicate } from '../../domain/scoring/limit-phrases.ts';
import { riskBand, riskPhrase } from '../../domain/scoring/risk-words.ts';
import {
  changeDays,
  changeName,
  FAILED_UPGRADES,
  VERIFICATION_LEADS,
  worstFirst,
} from '../../domain/upgrades/verification-words.ts';
import { localDay } from '../local-time.ts';
import type { Report, ReportedHost } from '../report.ts';
import { TITLES } from '../titles.ts';
import {
  capital,
  growthText,
  labelsOf,
  levelText,
  listText,
  placedText,
  placesText,
  sentence,
  whereaboutsOf,
} from '../words.ts';
import { capped, type EmailSection, type Entry, type Item } from './blocks.ts';

const MAXIMUM_HOSTS = 15;
const MAXIMUM_WAVES = 8;
const MAXIMUM_LATE = 8;
const MAXIMUM_UNPLANNED = 5;
const MAXIMUM_VERIFICATIONS = 6;

/** The hosts that leak or are suspected, each with its proof. */
export function findingSection({ findings, week, ...report }: Report): EmailSection | null {
  if (findings.length === 0) return null;
  const where = whereaboutsOf(report);
  const { shown, more } = capped(
    findings.map((host) => entryOf(host, where.of(host), week)),
    MAXIMUM_HOSTS,
    (count) => `and ${count.toLocaleString('en')} more with a lower risk: hosts.csv lists all of them`,
  );
  const caption = 'Hosts that leak or are suspected, the highest risk first';
  return {
    title: TITLES.findings.email,
    blocks: [{ kind: 'entries', caption, head: ['Host', 'Proof, growth and advice'], entries: shown, more }],
  };
}

function entryOf(host: ReportedHost, where: string | null, { to, timeZone }: Report['week']): Entry {
  const { verdict, label, release, role, proof, score, leakProbability, recommendation } = host;
  const day = (instant: string) => localDay(instant, timeZone);
  const level = levelText(host, to, day);
  const [reason] = host.adviceReasons;
  const advice = `${recommendationText(recommendation)}${deadlineText(host, day)}`;
  const lines: Item[] = [
    { lead: 'Proof', text: proof ?? 'no single piece of evidence: see the full report' },
    {
      lead: 'TCP memory',
      text: `${level === null ? '' : `${level}, `}${growthText(host.memoryGrowthBytesPerDay)}`,
    },
    { lead: 'Limit', text: limitPredicate(host) },
    { lead: 'Do', text: sentence(reason === undefined ? advice : `${advice}. ${reason}`) },
    ...(host.reachable
      ? []
      : [
          { lead: 'Silent', text: `${noAnswerPhrase(host.answeredAt, to)}; judged on ${day(host.scoredAt)}` },
        ]),
  ];
  return {
    title: label,
    badge: { verdict, text: `${verdict} ${probabilityPhrase(leakProbability)}` },
    risk: { band: riskBand(score), text: riskPhrase(score) },
    under: [release ?? 'release unknown', role, where].filter((part) => part !== null).join(' · '),
    lines,
  };
}

/** The hosts that are near a limit, leaking or not. */
export function nearLimitSection({ nearLimits, ...report }: Report): EmailSection | null {
  if (nearLimits.length === 0) return null;
  const where = whereaboutsOf(report);
  const items = nearLimits.flatMap((host) =>
    host.texts.map((text) => ({ lead: host.label, text: sentence(placedText(where.of(host), text)) })),
  );
  const { shown, more } = capped(
    items,
    MAXIMUM_HOSTS,
    (count) => `and ${count.toLocaleString('en')} more, in hosts.csv`,
  );
  return { title: TITLES.nearLimits, blocks: [{ kind: 'list', items: shown, more }] };
}

export function planSection(report: Report): EmailSection | null {
  const { plan } = report;
  const { waves, unplanned } = plan;
  if (waves.length === 0 && unplanned.length === 0) return null;
  const labelOf = labelsOf(report);
  const where = whereaboutsOf(report);
  const late = limitFirstPhrase(plan, { nameOf: labelOf, list: (names) => listText(names, MAXIMUM_LATE) });
  const items = waves.map(({ wave, kind, stage, hosts: planned, watchDays }) => {
    const what = planned.map(({ action, to }) => (action === 'restart' ? 'a restart' : upgradeTarget(to)));
    const many = planned.length === 1 ? '' : `, ${counted(planned.length, 'host')}`;
    return {
      lead: `${waveTitle({ wave, kind, stage })}${many}`,
      text: `${placesText(planned, where)}${listText(planned.map(labelOf))} to ${listText([...new Set(what)], 3)}; watch ${daysPhrase(watchDays)}`,
    };
  });
  const { shown, more } = capped(
    items,
    MAXIMUM_WAVES,
    (count) => `and ${counted(count, 'more wave')}, in the full report`,
  );
  const next = waves.slice(0, 1).map(({ wave, stopRule }) => ({
    lead: `When to stop after wave ${wave}`,
    text: `${sentence(stopRule)}${waves.length > 1 ? ' Each wave has its own rule, in the full report.' : ''}`,
  }));
  const left = capped(
    unplanned,
    MAXIMUM_UNPLANNED,
    (count) => `and ${count.toLocaleString('en')} more without a wave`,
  );
  const without = left.shown.map((host) => ({
    lead: `Not planned: ${labelOf(host)}`,
    text: placedText(where.of(host), host.reason),
  }));
  return {
    title: TITLES.plan,
    blocks: [
      ...(late === '' ? [] : [{ kind: 'paragraph' as const, text: late }]),
      { kind: 'list', items: [...shown, ...next], more },
      ...(without.length > 0 ? [{ kind: 'list' as const, items: without, more: left.more }] : []),
    ],
  };
}

export function verificationSection({ verifications, week }: Report): EmailSection | null {
  if (verifications.length === 0) return null;
  const day = (instant: string) => localDay(instant, week.timeZone);
  const items = worstFirst(verifications).map((change): Item => {
    const { verdict, summary } = change;
    return {
      lead: `${capital(VERIFICATION_LEADS[verdict])}: ${changeName(change)}, ${changeDays(change, day)}`,
      text: sentence(summary),
      ...(verdict in FAILED_UPGRADES && { tone: 'leaking' as const }),
    };
  });
  const { shown, more } = capped(
    items,
    MAXIMUM_VERIFICATIONS,
    (count) => `and ${count} more, in the full report`,
  );
  return { title: TITLES.verifications, blocks: [{ kind: 'list', items: shown, more }] };
}

export function mitigationSection({ mitigations }: Report): EmailSection | null {
  if (mitigations.length === 0) return null;
  const items = mitigations.slice(0, 6).map(({ text, hosts }) => ({ lead: listText(hosts, 4), text }));
  return { title: TITLES.mitigations, blocks: [{ kind: 'list', items, more: null }] };
}
