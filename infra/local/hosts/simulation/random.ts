/** Chance that is a function of a seed: the same seed gives the same draws on every machine. */
export interface Random {
  /** From 0 up to 1. */
  uniform(): number;
  between(low: number, high: number): number;
  /** Evenly spread over orders of magnitude. */
  logBetween(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Mean 0, standard deviation 1. */
  gauss(): number;
  poisson(mean: number): number;
}

export function seededRandom(seed: number): Random {
  let state = hash(seed, 0x5eed);
  const uniform = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
  let spare: number | null = null;
  const gauss = () => {
    if (spare !== null) {
      const draw = spare;
      spare = null;
      return draw;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const between = (low: number, high: number) => low + (high - low) * uniform();
  return {
    uniform,
    between,
    logBetween: (low, high) => low * (high / low) ** uniform(),
    whole: (low, high) => Math.floor(between(low, high + 1)),
    chance: (probability) => uniform() < probability,
    pick: <T>(choices: readonly T[]): T => choices[Math.floor(uniform() * choices.length)] as T,
    gauss,
    poisson: (mean) => poisson(mean, uniform, gauss),
  };
}

function poisson(mean: number, uniform: () => number, gauss: () => number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss()));
  const minimum = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > minimum; product *= uniform()) count++;
  return count;
}

/** 32 bits out of up to three whole numbers. */
export function hash(a: number, b: number, c = 0): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 13) ^ b) | 0, 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 16) ^ c) | 0, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** From 0 up to 1, by what is hashed. */
export const hashUniform = (a: number, b: number, c = 0): number => hash(a, b, c) / 4294967296;

/** Near-normal noise of an instant, by what is hashed: mean 0, standard deviation 1, never beyond 3.5. */
export function hashGauss(a: number, b: number, c = 0): number {
  const first = hash(a, b, c);
  const second = hash(first, c, 0x51ed);
  const sum = (first & 0xffff) + (first >>> 16) + (second & 0xffff) + (second >>> 16);
  return (sum / 65536 - 2) * Math.sqrt(3);
}

/**
 * A wandering level, one value an hour (Ornstein-Uhlenbeck, stationary from the first value on).
 *
 * @param sd its standard deviation
 * @param tauHours how long it remembers
 */
export function wander(random: Random, count: number, sd: number, tauHours: number): Float64Array {
  const levels = new Float64Array(count);
  const keep = Math.exp(-1 / tauHours);
  const fresh = sd * Math.sqrt(1 - keep * keep);
  let level = sd * random.gauss();
  for (let i = 0; i < count; i++) {
    levels[i] = level;
    level = keep * level + fresh * random.gauss();
  }
  return levels;
}
