import { bytesPhrase, counted, countPhrase, daysPhrase } from '../format.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { forecastOf } from '../records/limit.ts';
import type {
  PlannedHost,
  RolloutPlan,
  RolloutStage,
  RolloutWave,
  StopLimits,
} from '../records/rollout-plan.ts';
import { isJudged, isLeaky } from '../records/verdict.ts';
import type { ReleaseVerification } from '../records/verification.ts';
import { CHECKS } from '../scoring/checks/index.ts';
import { FAR_SECONDS, limitPredicate } from '../scoring/limit-phrases.ts';
import { leakVerb } from '../scoring/verdict-words.ts';
import { growthOf } from './stop-limits.ts';

type WaveName = Pick<RolloutWave, 'wave' | 'kind' | 'stage'>;

/** `Wave 1, canary`; of hosts that neither leak nor may `Wave 5, no finding`. */
export const waveTitle = ({ wave, kind, stage }: WaveName): string =>
  `Wave ${wave}${kind === 'canary' ? ', canary' : ''}${stage === 'others' ? ', no finding' : ''}`;

/** The same as a heading of the page. */
export const waveHeading = ({ wave, kind, stage }: WaveName): string =>
  `Wave ${wave}${kind === 'canary' ? ', the canary' : ''}${stage === 'others' ? ', no finding' : ''}`;

/** What a stage is called above its waves. */
export const STAGE_TITLES: Readonly<Record<RolloutStage, string>> = {
  leaking: 'Hosts that leak or may leak',
  others: 'Hosts without a finding',
};

/** `day 1`: that of the first wave. */
export const rolloutDay = (startsAfterDays: number): string => `day ${startsAfterDays + 1}`;

/**
 * `2 hosts may reach a limit before their waves: edge-1 (wave 2, day 4), edge-2 (wave 3, day 7). Restart them before
 * that.`; nothing where none may.
 */
export function limitFirstPhrase(
  { waves }: RolloutPlan,
  { nameOf, list }: { nameOf: (host: PlannedHost) => string; list: (names: readonly string[]) => string },
): string {
  const late = waves.flatMap(({ wave, hosts, startsAfterDays = 0 }) =>
    hosts
      .filter(({ limitFirst }) => limitFirst)
      .map((host) => `${nameOf(host)} (wave ${wave}, ${rolloutDay(startsAfterDays)})`),
  );
  if (late.length === 0) return '';
  const [whose, which] = late.length === 1 ? ['its wave', 'it'] : ['their waves', 'them'];
  return `${counted(late.length, 'host')} may reach a limit before ${whose}: ${list(late)}. Restart ${which} before that.`;
}

/** Why a host goes first for its role. */
export function canaryReason(host: AssessedHost, load: number | null): string {
  const carries =
    load === null ? 'its load is not known' : `carries ${countPhrase(load)} connections a second`;
  return `canary of its role: ${leakPhrase(host)}, ${carries}`;
}

/** Why a host goes alone. */
export function loneReason(host: AssessedHost): string {
  return `alone, as nothing else of its zone or role answers: take its traffic away first; ${leakPhrase(host)}`;
}

/** Why a host stands where it does in a wave. */
export function waveReason(host: AssessedHost): string {
  const isFar = (forecastOf(host)?.secondsToLimit.estimate ?? Infinity) > FAR_SECONDS;
  return !isLeaky(host) || isFar ? leakPhrase(host) : `${leakPhrase(host)}, ${limitPredicate(host)}`;
}

function leakPhrase(host: AssessedHost): string {
  if (host.verdict === 'insufficient-data') return 'not judged yet';
  if (!isJudged(host)) return 'a leak would not show';
  if (!isLeaky(host)) return NO_LEAK_SEEN;
  const verb = leakVerb(host.verdict);
  const memoryGrowth = growthOf([host]);
  if (memoryGrowth > 0) return `${verb} ${bytesPhrase(memoryGrowth)}/day of TCP memory`;
  const growth = witnessGrowth(host);
  return growth === null ? verb : `${verb} ${growth}`;
}

/** The reason of a host that was judged and has no finding. */
export const NO_LEAK_SEEN = 'no leak seen';

/** `120 MiB/day of memory of HAProxy's pools`, where the growth of what tells of the leak is clear. */
function witnessGrowth({ kinds, evidence }: AssessedHost): string | null {
  const witness = kinds?.[0]?.witness;
  const growth = evidence.find(({ check }) => check === witness)?.growthPerDay;
  const check = CHECKS.find(({ name }) => name === witness);
  if (!growth || growth.low <= 0 || check === undefined) return null;
  return `${check.phrase(growth.estimate)}/day of ${check.label}`;
}

/** What to look at after a wave, and when to go no further. */
export function stopRule(hosts: readonly AssessedHost[], stop: StopLimits, isCanary: boolean): string {
  const { missedAudits, newlyLeakingHosts, notFixedHosts, growthBytesPerDay } = stop;
  const days = daysPhrase(stop.days);
  const failures = [
    `misses ${missedAudits} audits in a row`,
    ...(newlyLeakingHosts === null ? [] : ['begins to leak']),
    ...(notFixedHosts === null ? [] : ['is verified as not-fixed']),
  ];
  const firstPhrase = `Stop at the first host that ${EITHER.format(failures)}`;
  const leaky = hosts.filter(isLeaky);
  if (leaky.length === 0) return `${firstPhrase} within ${days}.`;
  const [leaks, leak] = leaky.every(({ verdict }) => verdict === 'leaking')
    ? ['leaks', 'leak']
    : ['may leak', 'leak or may leak'];
  const growingHosts =
    leaky.length === 1 ? `the host that ${leaks} still grows` : `the ${leaky.length} that ${leak} still grow`;
  const growthPhrase =
    growthBytesPerDay === null
      ? ''
      : ` by more than ${bytesPhrase(growthBytesPerDay)}/day (${bytesPhrase(growthOf(leaky))}/day before)`;
  const continuation =
    notFixedHosts !== null && isCanary ? ' Go on only once the verification says fixed.' : '';
  return `${firstPhrase}, or if ${growingHosts}${growthPhrase} after ${days}.${continuation}`;
}

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

/** What to wait for before the first wave, where an upgrade of its hosts' roles is still being verified. */
export function waitRule(pending: readonly ReleaseVerification[]): string {
  const verifications = pending.map(({ role, to, daysToGo }) => {
    const days = daysToGo === null ? '' : `, about ${daysPhrase(daysToGo)}`;
    return `${to} in ${role === null ? 'hosts without a role' : `role ${role}`} is verified${days}`;
  });
  return verifications.length === 0 ? '' : `Wait until ${verifications.join('; ')}. `;
}
