import { bytesPhrase, countPhrase, daysPhrase } from '../format.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { nearestLimitOf } from '../records/limit.ts';
import type { RolloutWave } from '../records/rollout-plan.ts';
import { DAY_SECONDS } from '../records/time.ts';
import { isLeaky } from '../records/verdict.ts';
import type { ReleaseVerification } from '../records/verification.ts';
import { limitOfPlanned } from '../scoring/limit-phrases.ts';
import { leakVerb } from '../scoring/verdict-words.ts';

/** Beyond it a time to a limit is no reason for a place. */
const FAR_SECONDS = 365 * DAY_SECONDS;
/** Part of a wave's hosts that may fail before the rollout stops. */
const MAY_FAIL = 0.05;

type WaveName = Pick<RolloutWave, 'wave' | 'kind'>;

/** `Wave 1, canary`. */
export const waveTitle = ({ wave, kind }: WaveName): string =>
  `Wave ${wave}${kind === 'canary' ? ', canary' : ''}`;

/** The same as a heading of the page. */
export const waveHeading = ({ wave, kind }: WaveName): string =>
  `Wave ${wave}${kind === 'canary' ? ', the canary' : ''}`;

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
  const isFar = (nearestLimitOf(host)?.secondsToLimit.estimate ?? Infinity) > FAR_SECONDS;
  return !isLeaky(host) || isFar ? leakPhrase(host) : `${leakPhrase(host)}, ${limitOfPlanned(host)}`;
}

function leakPhrase(host: AssessedHost): string {
  const growth = host.memoryGrowthBytesPerDay?.estimate ?? 0;
  if (host.verdict === 'insufficient-data') return 'not judged yet';
  if (!isLeaky(host)) return 'no leak seen';
  const verb = leakVerb(host.verdict);
  return growth > 0 ? `${verb} ${bytesPhrase(growth)} a day` : verb;
}

/** What to look at after a wave, and when to go no further. */
export function stopRule(hosts: readonly AssessedHost[], watchDays: number, isCanary: boolean): string {
  const mayFail = isCanary ? 0 : Math.floor(MAY_FAIL * hosts.length);
  const failing = mayFail === 0 ? 'any host' : `more than ${mayFail} of the ${hosts.length} hosts`;
  const [answers, counts, isOrAre] = mayFail === 0 ? ['answers', 'counts', 'is'] : ['answer', 'count', 'are'];
  const stopPhrase = `Stop if ${failing} no longer ${answers} or newly ${counts} as leaking`;
  const leaky = hosts.filter(isLeaky);
  const days = daysPhrase(watchDays);
  if (leaky.length === 0) return `${stopPhrase} within ${days}.`;
  const growth = leaky.reduce(
    (sum, host) => sum + Math.max(0, host.memoryGrowthBytesPerDay?.estimate ?? 0),
    0,
  );
  const growingHosts =
    leaky.length === 1 ? 'the host that leaks still grows' : `the ${leaky.length} that leak still grow`;
  const growthPhrase =
    growth > 0 ? ` by more than ${bytesPhrase(growth / 2)} a day (${bytesPhrase(growth)} before)` : '';
  // A restart on the same release is no upgrade that could be verified.
  const changesRelease = hosts.some(({ recommendation: { to } }) => to !== null);
  const verificationPhrase = changesRelease ? `, if ${failing} ${isOrAre} verified as not-fixed,` : '';
  const continuation = changesRelease && isCanary ? ' Go on only once the verification says fixed.' : '';
  return `${stopPhrase}${verificationPhrase} or if ${growingHosts}${growthPhrase} after ${days}.${continuation}`;
}

/** What to wait for before the first wave, where an upgrade of its hosts' roles is still being verified. */
export function waitRule(pending: readonly ReleaseVerification[]): string {
  const verifications = pending.map(({ role, to, daysToGo }) => {
    const days = daysToGo === null ? '' : `, about ${daysPhrase(daysToGo)}`;
    return `${to} in ${role === null ? 'hosts without a role' : `role ${role}`} is verified${days}`;
  });
  return verifications.length === 0 ? '' : `Wait until ${verifications.join('; ')}. `;
}
