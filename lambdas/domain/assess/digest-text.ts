import { counted, instantPhrase } from '../format.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { DEFAULT_FLEET_NAME } from '../records/fleet-name.ts';
import { placeOf } from '../records/host-key.ts';
import { forecastOf, isHeldOff } from '../records/limit.ts';
import { FAR_SECONDS, timeLeft } from '../scoring/limit-phrases.ts';
import { type ChatNotification, chatNotification } from './chat-notification.ts';
import type { Digest } from './digest.ts';
import type { Finding } from './finding.ts';
import { type FindingText, findingText, line } from './finding-text.ts';

/** Whose findings they are, and where to read on. */
export interface DigestPlace {
  fleet: string;
  region: string;
  /** Of all changes of the scoring. */
  listUrl: string;
  dashboardUrl: string;
  runbookUrl: string;
  /** Of a hub: what is said of its accounts and regions, a line each. */
  placeLines?: readonly string[];
}

/** SNS takes a subject of fewer than 100 characters. */
const LONGEST_SUBJECT = 99;
/** The name of a host in it. */
const LONGEST_NAME = 40;
/** Hosts told with their evidence, and closed findings. */
const MAXIMUM_TOLD = 10;

/**
 * `HAProxy eu-west-1: 29 hosts leak, worst edge-02 in 19 days`, of several places `HAProxy 3 accounts: …`: at most 99
 * characters of ASCII. Where the worst host is has to fit.
 */
export function digestSubject(
  digest: Digest,
  { fleet, region }: Pick<DigestPlace, 'fleet' | 'region'>,
): string {
  const { worst, whereabouts } = digest;
  const scope = whereabouts.title ?? region;
  const lead = fleet === DEFAULT_FLEET_NAME ? `HAProxy ${scope}` : `HAProxy ${fleet} ${scope}`;
  const place = worst && whereabouts.of(worst) !== null ? ` (${placeOf(worst)})` : '';
  const subject = (where: string) => `${lead}: ${news(digest)}${worstPhrase(worst, where)}`;
  const inFull = subject(place);
  return line(inFull.length > LONGEST_SUBJECT ? subject('') : inFull, LONGEST_SUBJECT);
}

function news({ opened, worse, closed, leaking }: Digest): string {
  const leaks = `${counted(leaking, 'host')} ${leaking === 1 ? 'leaks' : 'leak'}`;
  if (opened.length > 0) return opened.length === leaking ? leaks : `${leaks}, ${opened.length} new`;
  if (worse.length > 0) return `${leaks}, ${worse.length} worse`;
  return `${counted(closed.length, 'leak finding')} closed, ${leaking === 0 ? 'no host leaks' : leaks}`;
}

function worstPhrase(worst: AssessedHost | null, where: string): string {
  if (worst === null) return '';
  const name = `${line(worst.name ?? worst.hostId, LONGEST_NAME)}${where}`;
  const left = forecastOf(worst)?.secondsToLimit;
  if (left === undefined || left.estimate > FAR_SECONDS || isHeldOff(worst, left)) return `, worst ${name}`;
  return `, worst ${name} ${left.estimate <= 0 ? 'at its limit now' : `in ${timeLeft(left).estimate}`}`;
}

/**
 * The mail's text: how many findings opened, got worse and closed, the ten worst with evidence and advice, and where
 * the rest is.
 */
export function digestText(digest: Digest, place: DigestPlace): string {
  const told = digest.opened.length + digest.worse.length;
  const rest = Math.max(0, told - MAXIMUM_TOLD) + Math.max(0, digest.closed.length - MAXIMUM_TOLD);
  const links = [
    rest > 0
      ? `The other ${counted(rest, 'finding')}: ${place.listUrl}`
      : `All findings of this scoring: ${place.listUrl}`,
    `Dashboard: ${place.dashboardUrl}`,
    `Runbook: ${place.runbookUrl}`,
  ];
  const places = placeBlock(place);
  return [...blocks(digest, MAXIMUM_TOLD), ...places, links.join('\n')].join('\n\n').concat('\n');
}

const placeBlock = ({ placeLines = [] }: DigestPlace): string[] =>
  placeLines.length === 0 ? [] : [['ACCOUNTS AND REGIONS', ...placeLines].join('\n')];

/** Every change of the scoring, for the archive. */
export const digestList = (digest: Digest): string => `${blocks(digest, Infinity).join('\n\n')}\n`;

function blocks(digest: Digest, maximum: number): string[] {
  const { opened, worse, closed, whereabouts } = digest;
  const shown = new Set(worstOf(digest, maximum));
  const section = (title: string, findings: readonly Finding[], print: (text: FindingText) => string) => {
    const listed = findings.filter((finding) => shown.has(finding));
    if (listed.length === 0) return [];
    const share = listed.length < findings.length ? `, ${listed.length} of ${findings.length}` : '';
    return [`${title}${share}`, ...listed.map((finding) => print(findingText(finding, whereabouts.of)))];
  };
  return [
    summary(digest),
    ...section('OPENED', opened, inFull),
    ...section('GOT WORSE', worse, inFull),
    ...section('CLOSED', closed, inShort),
  ];
}

/** Of those that opened or got worse the ones with the highest scores, and as many that closed. */
function worstOf({ opened, worse, closed }: Digest, maximum: number): Finding[] {
  const worst = [...opened, ...worse].toSorted((a, b) => b.host.score - a.host.score).slice(0, maximum);
  return [...worst, ...closed.slice(0, maximum)];
}

/** How many findings did what since the scoring before, and how many are open now. */
function summary({ opened, worse, closed, open, assessedAt }: Digest): string {
  const changes = [
    ...(opened.length > 0 ? [`${counted(opened.length, 'leak finding')} opened`] : []),
    ...(worse.length > 0 ? [`${counted(worse.length, 'leak finding')} got worse`] : []),
    ...(closed.length > 0 ? [`${counted(closed.length, 'leak finding')} closed`] : []),
  ];
  const now =
    open === 0
      ? 'No leak finding is open now.'
      : `${counted(open, 'leak finding')} ${open === 1 ? 'is' : 'are'} open now.`;
  return `Scoring of ${instantPhrase(assessedAt)}: ${changes.join(', ')}. ${now}`;
}

const inFull = ({ headline, evidence, advice }: FindingText): string =>
  `- ${headline}.\n  Evidence: ${evidence}.\n  What to do: ${advice}.`;

const inShort = ({ headline }: FindingText): string => `- ${headline}.`;

/** The digest for a chat: the same findings without their evidence. */
export function digestChat(digest: Digest, place: DigestPlace): ChatNotification {
  const told = worstOf(digest, MAXIMUM_TOLD).map((finding) => {
    const { headline, advice } = findingText(finding, digest.whereabouts.of);
    return finding.change === 'closed' ? `- ${headline}.` : `- ${headline}: ${advice}.`;
  });
  return chatNotification(place, {
    id: `digest/${place.fleet}/${place.region}/${digest.assessedAt}`,
    title: digestSubject(digest, place),
    lines: [summary(digest), ...told, ...(place.placeLines ?? [])],
    links: [
      { text: 'All findings of this scoring', url: place.listUrl },
      { text: 'Runbook', url: place.runbookUrl },
    ],
  });
}
