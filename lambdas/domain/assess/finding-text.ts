import { daysPhrase } from '../format.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { DAY_SECONDS } from '../records/time.ts';
import type { Finding } from './finding.ts';

/** A finding as a person reads it in a mail: one line each. */
export interface FindingText {
  /** Which host, and what of it. */
  headline: string;
  /** How sure that is, and the weightiest reason. */
  evidence: string;
  /** What to do, and why. */
  advice: string;
}

const LONGEST_LINE = 400;

/** Lines of printable ASCII without quotes, backslashes and angle brackets, since EventBridge puts them into a template. */
export function findingText(finding: Finding): FindingText {
  const { host } = finding;
  return {
    headline: line(`${hostPhrase(host)}${verdictPhrase(finding)}`),
    evidence: line(evidencePhrase(host)),
    advice: line(finding.change === 'opened' ? advicePhrase(host.recommendation) : 'nothing to do now'),
  };
}

const hostPhrase = ({ name, hostId, cohort, availabilityZone }: AssessedHost): string =>
  `${name ?? hostId} (${[...(name === null ? [] : [hostId]), cohort, availabilityZone ?? 'zone unknown'].join(', ')})`;

function verdictPhrase({ change, verdict, because }: Finding): string {
  if (change === 'opened') return verdict === 'leaking' ? ' leaks TCP memory' : ' may leak TCP memory';
  const finding = verdict === 'leaking' ? 'leak finding' : 'finding of a suspected leak';
  if (because === 'gone') return `: ${finding} closed. The host has left the fleet`;
  if (because === 'acknowledged') return `: ${finding} closed. It has been acknowledged`;
  return `: ${finding} closed. Current verdict: ${because.replaceAll('-', ' ')}`;
}

function evidencePhrase({ leakProbability, score, secondsToPressure, evidence }: AssessedHost): string {
  const weightiest = evidence.reduce<AssessedHost['evidence'][number] | undefined>(
    (best, one) => (best === undefined || one.logOdds > best.logOdds ? one : best),
    undefined,
  );
  const pressure =
    secondsToPressure && `memory pressure in ${daysPhrase(secondsToPressure.estimate / DAY_SECONDS)}`;
  return [
    `probability ${Math.round(100 * leakProbability)} %, score ${Math.round(score)} of 100`,
    ...(pressure === null ? [] : [pressure]),
    ...(weightiest === undefined ? [] : [weightiest.summary]),
  ].join('; ');
}

function advicePhrase({ action, to, restartBy, reasons }: AssessedHost['recommendation']): string {
  const what = {
    nothing: 'nothing to do',
    watch: 'watch it',
    'change-directive': 'change its configuration',
    restart: 'restart it',
    upgrade: `upgrade to ${to ?? 'a release without the bug'}`,
  }[action];
  const restart = restartBy === null ? [] : [`restart it by ${restartBy}`];
  return [
    ...(action === 'restart' && restart.length > 0 ? [] : [what]),
    ...restart,
    ...reasons.slice(0, 2),
  ].join('; ');
}

/** Names and versions come from hosts and tags: they may hold anything. */
function line(text: string): string {
  const safe = text
    .replaceAll(/["`]/g, "'")
    .replaceAll(/[\\<>]/g, '/')
    .replaceAll(/[^\x20-\x7e]/g, '?');
  return safe.length <= LONGEST_LINE ? safe : `${safe.slice(0, LONGEST_LINE - 3)}...`;
}
