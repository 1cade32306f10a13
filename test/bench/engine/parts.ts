import { COHORTS } from './cohorts.ts';
import { COST } from './cost.ts';
import { LEFT_OUT } from './left-out.ts';
import { LIMITS } from './limits.ts';
import type { Part } from './part.ts';
import { PRESSURE } from './pressure.ts';
import { REAL_SERIES } from './real-series.ts';
import { REJECTIONS } from './rejections.ts';
import { UPGRADES } from './upgrades.ts';

/** In the order of the page. */
export const PARTS: readonly Part[] = [
  COHORTS,
  REJECTIONS,
  PRESSURE,
  LIMITS,
  UPGRADES,
  REAL_SERIES,
  LEFT_OUT,
  COST,
] as readonly Part[];
