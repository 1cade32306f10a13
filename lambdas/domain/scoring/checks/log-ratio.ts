import type { Disbelief } from '../../records/evidence.ts';
import { logGamma } from '../trend/distributions.ts';
import type { Growth } from '../trend/growth.ts';

/** What growth is held against, a day, in the reading's unit. */
export interface Rivals {
  /** How far readings of sound hosts drift for reasons that nothing here models: the scale of a Student's t. */
  drift: number;
  /** The leaks that are looked for lie between these, evenly by their logarithm. */
  slowest: number;
  fastest: number;
  /** How often, before anything is seen, a sound host fills after a start, or rises once, for each that leaks. */
  fills: number;
  steps: number;
}

/** Tails as heavy as those of what nobody foresaw. */
const TAIL_DEGREES = 3;
/** Values of the rate that stand for all between the slowest and the fastest. */
const RATES = 24;
/** Nothing alone says more than one to a thousand: then it is the model that would be wrong. */
const MOST = 6.9;
/** Growth of fewer standard errors has zero in its interval, and speaks for nothing. */
const TOLD_FROM_ZERO = 2;
/** What a form that was thought of explains better than a line is trusted so far; the rest is that it was thought of. */
const TRUST_IN_FORMS = 0.2;

/**
 * How much likelier a growth is of a host that leaks than of one that is sound: log of the ratio of both likelihoods,
 * natural. The sound host drifts, fills after a start or rises once; each of these rivals has its share.
 */
export function growthLogRatio(
  { perDay, standardError, shape, step }: Pick<Growth, 'perDay' | 'standardError' | 'shape' | 'step'>,
  { drift, slowest, fastest, fills, steps }: Rivals,
): { logRatio: number; because: Disbelief | null } {
  const scale = Math.hypot(standardError, drift);
  const sound = logStudent(perDay / scale);
  let sum = 0;
  for (let index = 0; index < RATES; index += 1) {
    const rate = slowest * (fastest / slowest) ** ((index + 0.5) / RATES);
    sum += Math.exp(logStudent((perDay - rate) / scale) - sound);
  }
  const drifting = Math.log(sum / RATES);
  if (drifting <= 0) return { logRatio: drifting, because: null };
  if (perDay < TOLD_FROM_ZERO * standardError) return { logRatio: 0, because: 'load' };
  const [filling, stepping] = [
    fills * Math.exp(-TRUST_IN_FORMS * shape),
    steps * Math.exp(-TRUST_IN_FORMS * step),
  ];
  const logRatio = Math.min(MOST, -Math.log(Math.exp(-drifting) + filling + stepping));
  const rival = filling > stepping ? 'levels-off' : 'step';
  return { logRatio, because: filling + stepping > 0.5 ? rival : null };
}

/** Log density of Student's t, of scale 1, up to a constant that cancels. */
function logStudent(x: number): number {
  return LOG_FRONT - ((TAIL_DEGREES + 1) / 2) * Math.log1p((x * x) / TAIL_DEGREES);
}

const LOG_FRONT =
  logGamma((TAIL_DEGREES + 1) / 2) - logGamma(TAIL_DEGREES / 2) - 0.5 * Math.log(TAIL_DEGREES * Math.PI);
