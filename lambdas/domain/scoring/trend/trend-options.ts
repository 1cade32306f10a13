import { NOISES, type Noise } from './noise.ts';

/** What the model of growth is made of; each part can be left out to see what it earns. */
export interface TrendOptions {
  /** Residence times of the stocks that load makes. */
  loadHours: readonly number[];
  /** Harmonics of the day. */
  harmonics: number;
  /** Time constants of what fills after a start whatever the load. */
  warmUpDays: readonly number[];
  /** Whether old workers hold what goes with their number: memory falls as they end, not as it leaked. */
  draining: boolean;
  /** The noises that are weighed. */
  noises: readonly Noise[];
  /** Whether the growth of earlier versions is taken apart from that of the present one. */
  splitVersions: boolean;
  /** How much of the noise's size goes with the load, 0-1. */
  noiseWithLoad: number;
  /**
   * How far apart the levels of segments may lie but for what grew in them, in standard deviations of the noise: those of
   * processes older than the window, which grew at a pace that nobody saw, and the others'. Each is weighed; where levels
   * lie close, what a restart released tells of growth too. None: each level is its own.
   */
  jumps: readonly Jump[];
  /** Whether clear growth is held against filling and steps. */
  forms: boolean;
}

export interface Jump {
  older: number;
  others: number;
}

export const TREND_OPTIONS: TrendOptions = {
  loadHours: [0, 6],
  harmonics: 1,
  warmUpDays: [0.3],
  draining: true,
  noises: NOISES,
  splitVersions: true,
  noiseWithLoad: 0.5,
  jumps: [
    { older: 1000, others: 30 },
    { older: 0.5, others: 0.5 },
  ],
  forms: true,
};
