import { daysPhrase, durationPhrase } from '../format.ts';
import { LEAK_KIND_WORDS, type LeakKind } from '../records/leak-kind.ts';
import { nearestLimitOf } from '../records/limit.ts';
import type { Action } from '../records/recommendation.ts';
import { isFinding } from '../records/verdict.ts';
import { upstreamOf } from '../records/version.ts';
import { isFounding } from '../releases/advisory-rank.ts';
import { isLeakKind } from '../releases/effect.ts';
import type { AdvisoryFinding } from '../releases/release-advice.ts';
import type { RunningRelease } from '../releases/running-release.ts';
import { judgedKinds, leadingEvidence } from '../scoring/checks/shown-kinds.ts';
import { limitReason } from '../scoring/limit-phrases.ts';
import { nearLimitTexts } from '../scoring/limit-words.ts';
import { calmReason, leakLead } from '../scoring/verdict-words.ts';
import type { HostFacts } from './host-facts.ts';
import { type Grounds, isLeakEnded } from './recommended-action.ts';
import { EVEN } from './urgency.ts';

/** Ids after the first, in one sentence. */
const MOST_NAMED = 4;

/** Why, in sentences for people: the host's evidence, how it agrees with what is known, then what is known. */
export function recommendationReasons(grounds: Grounds, action: Action): string[] {
  const { host, release, installed } = grounds;
  const hostReasons = isFinding(host.verdict)
    ? [evidence(host), ...leakReasons(grounds), ...limitReasons(host), ...oddsReason(host)]
    : [...nearLimitTexts(host), ...calmReasons(grounds)];
  return [
    ...hostReasons,
    ...(installed ? [installed.reason] : []),
    ...laterReason(release, action),
    ...restartReasons(grounds, action),
    ...release.reasons,
    ...configurationReasons(host),
  ];
}

function evidence(host: HostFacts): string {
  const leading = leadingEvidence(host);
  return [leakLead(host.verdict), ...(leading ? [leading.summary] : [])].join(': ');
}

/** Where evidence and knowledge agree, and where they don't. */
function leakReasons({ host, kinds, release, leaks }: Grounds): string[] {
  const { running, isKnown, fixedBefore } = release;
  if (running === null || !isKnown) return [];
  const lead = leakLead(host.verdict);
  const upstream = upstreamOf(running);
  const showsFounding = kinds.includes('stuck-streams') || kinds.includes('dead-sockets');
  const contradicted =
    fixedBefore && showsFounding ? [`${lead} although ${upstream} is listed as free of ${fixedBefore}`] : [];
  const [leak, ...others] = leaks;
  if (leak === undefined) return [...contradicted, unexplained(lead, upstream, kinds)];
  if (leak.status === 'partly-fixed') return [failedFix(leak, upstream)];
  return [...contradicted, explained(leak, upstream), ...othersReason(others, kinds)];
}

function unexplained(lead: string, release: string, kinds: readonly LeakKind[]): string {
  if (kinds.every((kind) => kind === 'tcp-memory'))
    return `${lead}, but TCP memory alone does not show which bug it is`;
  return `${lead}, and no known bug of ${release} explains ${kindsPhrase(kinds)}: report it to HAProxy's maintainers`;
}

function explained(leak: AdvisoryFinding, release: string): string {
  const fixed = fixPhrase(leak);
  if (isFounding(leak))
    return `${leak.status === 'probable' ? 'Probably a known' : 'Known'} leak in ${release}: ${leak.id}, ${fixed}`;
  const condition = leak.condition === null ? '' : ` (with ${leak.condition})`;
  return `A known bug of ${release} may be the cause: ${leak.id}${condition}, ${fixed}`;
}

function fixPhrase({ fixedIn, confidence }: AdvisoryFinding): string {
  if (fixedIn === null) return 'no fix known';
  return `${confidence === 'inferred-lockstep' ? 'probably ' : ''}fixed in ${fixedIn}`;
}

/** Of a release whose change list names the fix, and which leaks all the same. */
const failedFix = ({ id, fixedIn }: AdvisoryFinding, release: string): string =>
  `${release} is often cited as the fix of ${id}, but it still leaks${fixedIn === null ? '' : `; ${fixedIn} is the first that doesn't`}`;

/** Those that any host meets; of the others only how many there are. */
function othersReason(others: readonly AdvisoryFinding[], kinds: readonly LeakKind[]): string[] {
  if (others.length === 0) return [];
  const common = others.filter(({ isCommon }) => isCommon).map(({ id }) => id);
  const named = common.slice(0, MOST_NAMED).join(', ');
  const rest = others.length - Math.min(common.length, MOST_NAMED);
  const restPhrase =
    rest === 0 ? '' : named === '' ? `${rest} that need a rarely used feature` : ` and ${rest} more`;
  return [`Other known bugs with ${kindsPhrase(kinds)}: ${named}${restPhrase}`];
}

const LIST = new Intl.ListFormat('en-GB');

const kindsPhrase = (kinds: readonly LeakKind[]): string =>
  LIST.format(kinds.map((kind) => LEAK_KIND_WORDS[kind]));

/** When the nearest limit is reached, unless it is among those that the host stands at. */
function limitReasons(host: HostFacts): string[] {
  const texts = nearLimitTexts(host);
  const isSaid = texts.length > 0 && nearestLimitOf(host)?.secondsToLimit.estimate === 0;
  return isSaid ? texts : [limitReason(host), ...texts];
}

const oddsReason = ({ leakProbability }: HostFacts): string[] =>
  leakProbability < EVEN ? ['A leak is less likely than not, so this is less urgent by one step'] : [];

/** What a host without a finding shows, and what its release would let one expect, by kind. */
function calmReasons({ host, release: { running }, leaks }: Grounds): string[] {
  const days = daysPhrase(host.daysObserved);
  const shown = calmReason(host.verdict, days);
  if (leaks.length === 0 || running === null) return [shown];
  const byKind = Map.groupBy(leaks, ({ kinds }) => kinds.find(isLeakKind) ?? 'memory');
  const known = [...byKind].map(([kind, ofKind]) => `${LEAK_KIND_WORDS[kind]} (${firstOf(ofKind)})`);
  const judged = judgedKinds(host.evidence);
  // Before a host can be judged at all, that is the reason, and not what can't be read of it.
  const unjudged =
    host.verdict === 'insufficient-data' ? [] : [...byKind.keys()].filter((kind) => !judged.includes(kind));
  const affected = `${upstreamOf(running)} has known bugs with ${LIST.format(known)}`;
  return [
    ...(host.verdict === 'healthy' ? [`No leak seen in ${days}, but ${affected}`] : [shown, affected]),
    ...(unjudged.length > 0 ? [`Could not be checked on this host: ${kindsPhrase(unjudged)}`] : []),
  ];
}

function firstOf([first, ...others]: readonly AdvisoryFinding[]): string {
  const probably = first?.status === 'probable' ? 'probably ' : '';
  return `${probably}${first?.id}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

/** A directive that can't wait doesn't take the place of the upgrade. */
const laterReason = ({ callsForUpgrade, to }: RunningRelease, action: Action): string[] =>
  callsForUpgrade && action === 'change-directive' ? [`Upgrade to ${to} at the next window as well`] : [];

function restartReasons({ host, release, leaks }: Grounds, action: Action): string[] {
  if (!isFinding(host.verdict) || (action !== 'upgrade' && action !== 'restart')) return [];
  const bound = host.config?.hardStopAfterSeconds ?? null;
  const reload =
    bound === null
      ? 'Restart, do not reload: after a reload the old worker keeps what leaked until it ends'
      : `After a reload the old worker keeps what leaked for up to ${durationPhrase(bound)}: its hard-stop-after`;
  const unended =
    host.verdict === 'leaking' && !isLeakEnded(leaks, release)
      ? ['No release is known to fix it: a restart frees what leaked, and then the leak starts again']
      : [];
  return [...unended, reload];
}

function configurationReasons({ config, notes, verdict }: HostFacts): string[] {
  if (config === null && isFinding(verdict)) {
    return [
      'Its configuration could not be read, so missing timeouts, tcp-ut or hard-stop-after would not show',
    ];
  }
  if (!notes.includes('config-changed')) return [];
  return ['Its configuration file is newer than its worker, so HAProxy may run with other directives'];
}
