import { CHECKS, type CheckName } from './checks/index.ts';
import type { MeasuredHost } from './measure-host.ts';
import { measuresOf } from './measured-checks.ts';

/**
 * How far a reading drifts on the sound hosts of a fleet, and how often it fills or steps there, as a multiple of what
 * a check takes as usual. What nobody foresaw then widens the doubt of its reading instead of ringing on every host.
 */
export type SoundGrowth = Readonly<Partial<Record<CheckName, number>>>;

/** Of the drifts of sound hosts, by size: the rest may leak, or be what a tail is for. */
const QUANTILE = 0.95;
/** The quantile of drifts that are as usual: Student's t with three degrees of freedom, two-sided. */
const USUAL = 3.182;
/** Hosts as usual that are counted in beside those of the fleet, so that a small one learns little. */
export const USUAL_HOSTS = 50;
const [LEAST, MOST] = [0.3, 4];
/** Hosts observed for fewer days drift by their noise. */
const FEWEST_DAYS = 7;

/** Learns from hosts that are sound for all that is known. Those where a reading stays at nothing say nothing of it. */
export function soundGrowth(hosts: readonly Pick<MeasuredHost, 'checks' | 'daysObserved'>[]): SoundGrowth {
  const drifts = new Map<CheckName, number[]>(CHECKS.map(({ name }) => [name, []]));
  for (const { checks, daysObserved } of hosts) {
    if (daysObserved < FEWEST_DAYS) continue;
    for (const { check, measure } of measuresOf(checks)) {
      // What speaks by its level alone doesn't drift.
      if (measure.standardError > 0 && (measure.level !== 0 || measure.perDay !== 0))
        drifts.get(check.name)?.push(Math.abs(check.drifts(measure)));
    }
  }
  return Object.fromEntries([...drifts].flatMap(([name, sizes]) => factorOf(sizes, name)));
}

function factorOf(sizes: number[], name: CheckName): [CheckName, number][] {
  if (sizes.length === 0) return [];
  const size = Float64Array.from(sizes).sort()[Math.floor(QUANTILE * sizes.length)] ?? USUAL;
  const share = sizes.length / (sizes.length + USUAL_HOSTS);
  // Kept in bounds before it is weighed: of a few hosts one that lies would otherwise move all others.
  return [[name, Math.min(MOST, Math.max(LEAST, size / USUAL)) ** share]];
}
