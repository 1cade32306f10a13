import { bytesPhrase, daysPhrase } from '../../domain/phrase.ts';
import { localDay } from '../local-time.ts';
import type { Report, ReportedHost } from '../report.ts';
import {
  counted,
  growthText,
  listText,
  pressureText,
  probabilityText,
  recommendationText,
  sentence,
} from '../words.ts';
import { capped, type Entry, type Item, type Section } from './blocks.ts';

const MOST_HOSTS = 15;
const MOST_WAVES = 8;
const MOST_UNPLANNED = 5;
const MOST_VERIFICATIONS = 6;

/** The hosts that leak or are suspected, each with its proof. */
export function findingSection({ findings, week }: Report): Section | null {
  if (findings.length === 0) return null;
  const { shown, more } = capped(
    findings.map((host) => entryOf(host, week.timeZone)),
    MOST_HOSTS,
    (count) => `and ${count.toLocaleString('en')} more with a lower score: hosts.csv has all of them`,
  );
  const caption = 'Hosts that leak or are suspected, the highest score first';
  return {
    title: 'Hosts that leak or are suspected',
    blocks: [{ kind: 'entries', caption, head: ['Host', 'Proof, course and advice'], entries: shown, more }],
  };
}

function entryOf(host: ReportedHost, timeZone: string): Entry {
  const { verdict, label, release, role, proof, score, leakProbability, recommendation } = host;
  const level = host.memoryBytes === null ? '' : `${bytesPhrase(host.memoryBytes)} now, `;
  const restart = recommendation.restartBy && `; restart by ${localDay(recommendation.restartBy, timeZone)}`;
  const [reason] = host.adviceReasons;
  const advice = `${recommendationText(recommendation)}${restart ?? ''}`;
  const lines: Item[] = [
    { lead: 'Proof', text: proof ?? 'no single piece of evidence: see the full report' },
    { lead: 'TCP memory', text: `${level}grows ${growthText(host.memoryGrowthBytesPerDay)}` },
    { lead: 'Limit reached', text: pressureText(host) },
    { lead: 'Do', text: sentence(reason === undefined ? advice : `${advice}. ${reason}`) },
    ...(host.reachable
      ? []
      : [
          {
            lead: 'Silent',
            text: `judged on ${localDay(host.scoredAt, timeZone)}; it has not answered since`,
          },
        ]),
  ];
  return {
    title: label,
    badge: { verdict, text: `${verdict} ${probabilityText(leakProbability)}` },
    under: [release ?? 'release unknown', role, `score ${score}`].filter((part) => part !== null).join(' · '),
    lines,
  };
}

export function planSection({ plan, hosts }: Report): Section | null {
  const { waves, unplanned } = plan;
  if (waves.length === 0 && unplanned.length === 0) return null;
  const labels = new Map(hosts.map(({ hostId, label }) => [hostId, label]));
  const labelOf = ({ hostId }: { hostId: string }) => labels.get(hostId) ?? hostId;
  const items = waves.map(({ wave, kind, hosts: planned, watchDays }) => {
    const targets = planned.map(({ action, to }) => (action === 'restart' ? 'restart' : `to ${to ?? '?'}`));
    const who = listText(planned.map(labelOf), 6);
    return {
      lead: `${wave}. ${kind === 'canary' ? 'Canary' : counted(planned.length, 'host')}`,
      text: `${who} (${listText([...new Set(targets)], 3)}), then watch ${daysPhrase(watchDays)}`,
    };
  });
  const { shown, more } = capped(
    items,
    MOST_WAVES,
    (count) => `and ${counted(count, 'more wave')}, in the full report`,
  );
  const rules = [...new Set(waves.map(({ stopRule }) => stopRule))].slice(0, 3);
  const stops = rules.map((rule) => ({ lead: 'When to stop', text: sentence(rule) }));
  const left = capped(
    unplanned,
    MOST_UNPLANNED,
    (count) => `and ${count.toLocaleString('en')} more without a wave`,
  );
  const without = left.shown.map((host) => ({ lead: `Not planned: ${labelOf(host)}`, text: host.reason }));
  return {
    title: 'Upgrade plan',
    blocks: [
      { kind: 'list', items: [...shown, ...stops], more },
      ...(without.length > 0 ? [{ kind: 'list' as const, items: without, more: left.more }] : []),
    ],
  };
}

const OUTCOME = {
  fixed: 'Fixed',
  'not-fixed': 'Not fixed',
  'too-early': 'Too early',
  'no-leak-before': 'No leak before',
} as const;

export function verificationSection({ verifications, week }: Report): Section | null {
  if (verifications.length === 0) return null;
  const items = verifications.map(({ role, from, to, hosts, firstAt, verdict, daysToGo, summary }) => {
    const where = role === null ? '' : ` on ${role}`;
    const who = `${counted(hosts, 'host')} from ${localDay(firstAt, week.timeZone)} on`;
    const wait = daysToGo === null ? '' : ` To be watched for ${daysPhrase(Math.ceil(daysToGo))} yet.`;
    return {
      lead: `${OUTCOME[verdict]}: ${from} to ${to}${where}`,
      text: `${who}. ${sentence(summary)}${wait}`,
    };
  });
  const { shown, more } = capped(
    items,
    MOST_VERIFICATIONS,
    (count) => `and ${count} more, in the full report`,
  );
  return { title: 'Did the upgrades work?', blocks: [{ kind: 'list', items: shown, more }] };
}

export function mitigationSection({ mitigations }: Report): Section | null {
  if (mitigations.length === 0) return null;
  const items = mitigations.slice(0, 6).map(({ text, hosts }) => ({ lead: listText(hosts, 4), text }));
  return { title: 'Until the upgrade', blocks: [{ kind: 'list', items, more: null }] };
}
