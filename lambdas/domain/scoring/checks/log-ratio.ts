import type { Disbelief } from '../../records/evidence.ts';
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
/** What grows faster than the fastest leak is as sure as what grows by so much of it. */
const FAST = 0.5;
/** Beyond so many scales nothing gets surer, and rounding would. */
const FARTHEST = 1e4;
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
  const seen = Math.min(perDay, FAST * fastest);
  const scale = Math.max(Math.hypot(standardError, drift), Math.abs(seen) / FARTHEST);
  const leaking = meanOverRates(seen, scale, slowest, fastest);
  const drifting = Math.log(Math.max(Number.MIN_VALUE, leaking / student(seen / scale)));
  if (drifting <= 0) return { logRatio: drifting, because: null };
  if (!isTold({ perDay, standardError })) return { logRatio: 0, because: 'unclear' };
  const [filling, stepping] = [
    fills * Math.exp(-TRUST_IN_FORMS * shape),
    steps * Math.exp(-TRUST_IN_FORMS * step),
  ];
  const logRatio = Math.min(MOST, -Math.log(Math.exp(-drifting) + filling + stepping));
  const rival = filling > stepping ? 'levels-off' : 'step';
  return { logRatio, because: filling + stepping > 0.5 ? rival : null };
}

/** Whether zero is out of the interval of a growth. */
export const isTold = ({ perDay, standardError }: Pick<Growth, 'perDay' | 'standardError'>): boolean =>
  perDay >= TOLD_FROM_ZERO * standardError && perDay > 0;

/** Density of Student's t, of scale 1, up to a constant that cancels. */
const student = (x: number): number => (1 + (x * x) / TAIL_DEGREES) ** -((TAIL_DEGREES + 1) / 2);

/**
 * The mean of that density around each rate between two, evenly by the rates' logarithm: the integral of
 * student((seen - rate) / scale) / rate by partial fractions, which three degrees of freedom allow.
 */
function meanOverRates(seen: number, scale: number, slowest: number, fastest: number): number {
  const width = Math.sqrt(TAIL_DEGREES) * scale;
  const [width2, all] = [width * width, width * width + seen * seen];
  const [low, high] = [slowest - seen, fastest - seen];
  const [atLow, atHigh] = [width2 + low * low, width2 + high * high];
  const angle = Math.atan2(width * (high - low), width2 + high * low);
  const nearZero =
    (Math.log(fastest / slowest) - Math.log(atHigh / atLow) / 2 + (seen / width) * angle) / all;
  const around =
    (1 / atHigh - 1 / atLow) / 2 + (seen / 2 / width2) * (high / atHigh - low / atLow + angle / width);
  return ((width2 * width2) / all / Math.log(fastest / slowest)) * (nearZero + around);
}
