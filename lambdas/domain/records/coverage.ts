/**
 * Least share of the hosts that should answer, 0-1: below it a run or a scoring is inconclusive, the report says so and
 * the alarm about coverage rings by default.
 */
export const MINIMUM_COVERAGE = 0.9;
