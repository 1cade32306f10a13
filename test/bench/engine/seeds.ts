/** First seeds of what is measured here; no threshold was set on any of them. */
export const SEEDS = {
  cohorts: 2000,
  growth: 20_000,
  pressure: 30_000,
  upgrades: 40_000,
  cost: 50_000,
  leftOut: 60_000,
  limits: 70_000,
} as const;
