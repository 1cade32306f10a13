import { instantPhrase, probabilityPhrase } from '../format.ts';
import { actionText, deadlineText } from '../recommend/recommendation-words.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { placeOf } from '../records/host-key.ts';
import { LEAK_KIND_WORDS } from '../records/leak-kind.ts';
import { forecastOf } from '../records/limit.ts';
import type { Whereabouts } from '../records/whereabouts.ts';
import { limitPredicate } from '../scoring/limit-phrases.ts';
import { riskPhrase } from '../scoring/risk-words.ts';
import { leakVerb } from '../scoring/verdict-words.ts';
import type { Finding } from './finding.ts';
import { foundKinds, openKinds } from './found-kinds.ts';

/** A finding as a person reads it in a mail: one line each. */
export interface FindingText {
  /** Which host, and what of it. */
  headline: string;
  /** How sure that is, and the weightiest reason. */
  evidence: string;
  /** What to do, and why. */
  advice: string;
  /** The host, what of it and when it hurts, for a telephone: 130 characters, which Jira takes of a message. */
  title: string;
  /** The host alone, in at most 255 characters. */
  host: string;
}

/** What the words depend on. */
type ToldFinding = Pick<Finding, 'change' | 'verdict' | 'because' | 'host'>;

const LONGEST_LINE = 400;
const LONGEST_TITLE = 130;
/** The name of a host in a title. */
const LONGEST_NAME = 40;
const LONGEST_HOST = 255;

/**
 * Each a {@link line}, since people put them into EventBridge's templates, which take no quotes.
 * @param whereOf names the place of a host among several; by default none is named
 */
export function findingText(finding: ToldFinding, whereOf: Whereabouts['of'] = () => null): FindingText {
  const { host } = finding;
  const where = whereOf(host);
  return {
    headline: line(`${hostPhrase(host, where)}${verdictPhrase(finding)}`),
    evidence: line(evidencePhrase(host)),
    advice: line(finding.change === 'closed' ? 'nothing to do now' : advicePhrase(host)),
    title: line(titlePhrase(finding, where), LONGEST_TITLE),
    host: line(nameOf(host), LONGEST_HOST),
  };
}

/** An empty name is a tag without a value. */
const nameOf = ({ name, hostId }: AssessedHost): string => name || hostId;

/** Of its place the ids alone: the name of an account may take half of the characters. */
function titlePhrase(finding: ToldFinding, where: string | null): string {
  const { change, host } = finding;
  const isTold = change !== 'closed' && forecastOf(host) !== null;
  const verdict = verdictPhrase(finding);
  const place = where === null ? '' : ` (${placeOf(host)})`;
  return `${line(nameOf(host), LONGEST_NAME)}${place}${verdict}${isTold ? `, ${limitPredicate(host)}` : ''}`;
}

function hostPhrase({ name, hostId, cohort, availabilityZone }: AssessedHost, where: string | null): string {
  const facts = [
    ...(name === null ? [] : [hostId]),
    cohort,
    availabilityZone ?? 'zone unknown',
    ...(where === null ? [] : [where]),
  ];
  return `${name ?? hostId} (${facts.join(', ')})`;
}

function verdictPhrase({ change, verdict, because, host }: ToldFinding): string {
  if (change !== 'closed') return ` ${leakVerb(verdict)} ${kindsPhrase(host)}`;
  const finding = verdict === 'leaking' ? 'leak finding' : 'finding of a suspected leak';
  if (because === 'gone') return `: ${finding} closed. The host has left the fleet`;
  if (because === 'acknowledged') return `: ${finding} closed. It has been acknowledged`;
  return `: ${finding} closed. Current verdict: ${because.replaceAll('-', ' ')}`;
}

/** `dead sockets; acknowledged on it: stuck streams`: the strongest kind that nobody has accepted, then those that are. */
function kindsPhrase(host: AssessedHost): string {
  const [found, open] = [foundKinds(host), openKinds(host)];
  const [first = 'tcp-memory'] = open.length > 0 ? open : found;
  const accepted = found.filter((kind) => open.length > 0 && !open.includes(kind));
  if (accepted.length === 0) return LEAK_KIND_WORDS[first];
  const words = LIST.format(accepted.map((kind) => LEAK_KIND_WORDS[kind]));
  return `${LEAK_KIND_WORDS[first]}; acknowledged on it: ${words}`;
}

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

function evidencePhrase(host: AssessedHost): string {
  const { leakProbability, score } = host;
  const weightiest = weightiestOf(host);
  return [
    `probability ${probabilityPhrase(leakProbability)}, ${riskPhrase(score)}`,
    ...(forecastOf(host) === null ? [] : [limitPredicate(host)]),
    ...(weightiest === null ? [] : [weightiest]),
  ].join('; ');
}

function weightiestOf({ evidence: [first, ...others] }: AssessedHost): string | null {
  if (first === undefined) return null;
  return others.reduce((best, item) => (item.logOdds > best.logOdds ? item : best), first).summary;
}

/** The reason that only repeats the evidence is left out. */
function advicePhrase(host: AssessedHost): string {
  const { recommendation } = host;
  const weightiest = weightiestOf(host);
  const reasons = recommendation.reasons.filter(
    (reason) => weightiest === null || !reason.includes(weightiest),
  );
  const action = `${actionText(recommendation)}${deadlineText(host, dayPhrase)}`;
  return [action, ...reasons.slice(0, 2)].join('. ');
}

/** `2026-11-28`. */
const dayPhrase = (instant: string): string => instantPhrase(instant).slice(0, 10);

/**
 * Printable ASCII on one line, without quotes, backslashes, angle brackets and backticks. Names and versions come from
 * hosts and tags: they may hold anything.
 */
export function line(text: string, maximum = LONGEST_LINE): string {
  const safe = text
    .replaceAll(' → ', ' to ')
    .replaceAll('–', '-')
    .replaceAll(/>(?=\d)/g, 'over ')
    .replaceAll(/<(?=\d)/g, 'under ')
    .replaceAll(/["`]/g, "'")
    .replaceAll(/[\\<>]/g, '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
  return safe.length <= maximum ? safe : `${safe.slice(0, maximum - 3)}...`;
}
