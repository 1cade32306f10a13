import type { AssessedHost } from '../records/assessment.ts';
import { type HostKey, hostKey } from '../records/host-key.ts';
import { isLeaky } from '../records/verdict.ts';
import { mostPressingFirst } from './most-pressing.ts';
import type { WaveLimits } from './wave-limits.ts';

/**
 * One host of each group, in as few waves as the limits let.
 * @param loads what each host carries; one without a load carries an unknown one
 */
export function pickCanaries(
  groups: readonly (readonly AssessedHost[])[],
  limits: WaveLimits,
  loads: ReadonlyMap<HostKey, number>,
): AssessedHost[][] {
  let waitingGroups = groups.map((members) => bestFirst(members, limits, loads));
  const waves: AssessedHost[][] = [];
  while (waitingGroups.length > 0) {
    const wave = limits.emptyWave();
    const canaries = waitingGroups.map((ranked) => ranked.find((host) => wave.take(host)));
    waves.push(canaries.filter((host) => host !== undefined));
    waitingGroups = waitingGroups.filter((_, index) => canaries[index] === undefined);
  }
  return waves;
}

/** The best first: of the leaky half that carries least, the one that leaks most; one that must go alone comes last. */
function bestFirst(
  members: readonly AssessedHost[],
  { isLone }: WaveLimits,
  loads: ReadonlyMap<HostKey, number>,
): AssessedHost[] {
  const load = (host: AssessedHost) => loads.get(hostKey(host)) ?? Number.MAX_VALUE;
  const leaky = members.filter(isLeaky).sort((a, b) => load(a) - load(b));
  const eligible = leaky.length > 0 ? leaky : members.toSorted((a, b) => load(a) - load(b));
  const lightHosts = new Set(eligible.slice(0, Math.ceil(eligible.length / 2)));
  const tier = (host: AssessedHost) =>
    (isLone(host) ? 4 : 0) + (lightHosts.has(host) ? 0 : isLeaky(host) ? 1 : 2);
  const growth = ({ memoryGrowthBytesPerDay }: AssessedHost) => memoryGrowthBytesPerDay?.estimate ?? 0;
  return members.toSorted((a, b) => tier(a) - tier(b) || growth(b) - growth(a) || mostPressingFirst(a, b));
}
