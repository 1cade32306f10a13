import { daysPhrase, durationPhrase } from '../format.ts';
import type { Action } from '../records/recommendation.ts';
import { isFinding } from '../records/verdict.ts';
import { upstreamOf } from '../records/version.ts';
import type { RunningRelease } from '../releases/running-release.ts';
import { pressureReason } from '../scoring/pressure-phrases.ts';
import { calmReason, leakLead } from '../scoring/verdict-words.ts';
import type { HostFacts } from './host-facts.ts';
import type { Grounds } from './recommended-action.ts';
import { EVEN } from './urgency.ts';

/** Why, in sentences for people: the host's evidence, how it agrees with what is known, then what is known. */
export function recommendationReasons(grounds: Grounds, action: Action): string[] {
  const { host, release, installed } = grounds;
  const hostReasons = isFinding(host.verdict)
    ? [
        evidence(host),
        ...leakReasons(host, release),
        pressureReason(host.secondsToPressure),
        ...oddsReason(host),
      ]
    : calmReasons(host, release);
  return [
    ...hostReasons,
    ...(installed ? [installed.reason] : []),
    ...laterReason(release, action),
    ...restartReasons(grounds, action),
    ...release.reasons,
    ...configurationReasons(host),
  ];
}

function evidence({ verdict, evidence }: HostFacts): string {
  const strongest = evidence
    .filter(({ logOdds }) => logOdds > 0)
    .toSorted((a, b) => b.logOdds - a.logOdds)[0];
  return [leakLead(verdict), ...(strongest ? [strongest.summary] : [])].join(': ');
}

/** Where evidence and knowledge agree, and where they don't. */
function leakReasons(
  { verdict }: HostFacts,
  { running, isKnown, leak, fixedBefore }: RunningRelease,
): string[] {
  if (running === null || !isKnown) return [];
  const release = upstreamOf(running);
  const contradicted = fixedBefore
    ? [`${leakLead(verdict)} although ${release} is listed as free of ${fixedBefore}`]
    : [];
  if (leak === null) {
    const unheardLeak = `${leakLead(verdict)} on a release against which nothing is known that holds sockets: tell HAProxy's maintainers`;
    return [...contradicted, unheardLeak];
  }
  if (leak.status === 'partly-fixed')
    return [
      `${leakLead(verdict)} although ${release} is reported as fixed: its fix of ${leak.id} does not work`,
    ];
  if (leak.concern === 'tcp-memory') {
    const statusPhrase = leak.status === 'probable' ? 'probably has it' : 'has it';
    return [...contradicted, `The leak is known, ${leak.id}, and ${release} ${statusPhrase}`];
  }
  const conditionPhrase = leak.condition === null ? '' : ` (with ${leak.condition})`;
  return [...contradicted, `A known bug of ${release} may be the cause: ${leak.id}${conditionPhrase}`];
}

const oddsReason = ({ leakProbability }: HostFacts): string[] =>
  leakProbability < EVEN ? ['A leak is less likely than not, so this is a step less urgent'] : [];

/** What a host without a finding shows, and what its release would let one expect. */
function calmReasons(host: HostFacts, { running, leak }: RunningRelease): string[] {
  const days = daysPhrase(host.daysObserved);
  const shown = calmReason(host.verdict, days);
  if (leak === null || running === null) return [shown];
  const { id, condition, status } = leak;
  const statusPhrase = status === 'probable' ? 'probably has' : 'has';
  const conditionPhrase = condition === null ? '' : `, which takes ${condition}`;
  const affected = `${upstreamOf(running)} ${statusPhrase} ${id}${conditionPhrase}`;
  if (host.verdict !== 'healthy') return [shown, affected];
  return [`Affected release, no leak seen in ${days}: ${affected}`];
}

/** A directive that can't wait doesn't take the place of the upgrade. */
const laterReason = ({ callsForUpgrade, to }: RunningRelease, action: Action): string[] =>
  callsForUpgrade && action === 'change-directive'
    ? [`At the next window upgrade to ${to} all the same`]
    : [];

function restartReasons({ host, release }: Grounds, action: Action): string[] {
  if (!isFinding(host.verdict) || (action !== 'upgrade' && action !== 'restart')) return [];
  const bound = host.config?.hardStopAfterSeconds ?? null;
  const reload =
    bound === null
      ? 'Restart rather than reload: an old worker keeps what leaked until it ends'
      : `After a reload the old worker keeps what leaked for up to ${durationPhrase(bound)}: its hard-stop-after`;
  const unended =
    host.verdict === 'leaking' && !release.isLeakEnded
      ? ['No release is known to end it: a restart frees what leaked, and it begins again']
      : [];
  return [...unended, reload];
}

function configurationReasons({ config, notes, verdict }: HostFacts): string[] {
  if (config === null && isFinding(verdict)) {
    return [
      'Its configuration could not be read: whether it lacks timeouts, tcp-ut or hard-stop-after is not known',
    ];
  }
  if (!notes.includes('config-changed')) return [];
  return ['Its configuration file is newer than its worker, which may run with other directives'];
}
