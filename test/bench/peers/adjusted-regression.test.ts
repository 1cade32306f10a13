import { describe, expect, it } from 'vitest';
import { madeBins } from '../made-bins.ts';
import { seededNormal } from '../noise.ts';
import { ADJUSTED_REGRESSION } from './adjusted-regression.ts';

const DAYS = 28;
const BYTES_A_SESSION = 4_000;
const LEAKED_A_DAY = 200;

/** Flow and sessions follow the same traffic; leaked streams stay among the sessions and hold memory. */
function hostWith({
  leakedADay,
  growth,
}: {
  leakedADay: number;
  growth: number;
}): ReturnType<typeof madeBins> {
  const normal = seededNormal(11);
  const traffic = Array.from({ length: DAYS * 8 }, (_, slot) => {
    return 1000 * (1 + (growth * slot) / 224 + 0.3 * Math.sin((2 * Math.PI * slot) / 8) + 0.05 * normal());
  });
  const leaked = traffic.map((_, slot) => (leakedADay * slot) / 8);
  const memory = traffic.map(
    (live, slot) => BYTES_A_SESSION * (live + (leaked[slot] ?? 0)) + 20_000 * normal(),
  );
  return madeBins(memory, {
    rest: (slot) => ({
      connections: (traffic[slot] ?? 0) + (leaked[slot] ?? 0),
      connectionsPerSecond: (traffic[slot] ?? 0) / 10,
    }),
  });
}

describe('regression on load', () => {
  it.each([
    {
      name: 'a leak',
      bins: hostWith({ leakedADay: LEAKED_A_DAY, growth: 0 }),
      bySessions: false,
      byFlow: true,
    },
    {
      name: 'traffic growth',
      bins: hostWith({ leakedADay: 0, growth: 0.5 }),
      bySessions: false,
      byFlow: false,
    },
    { name: 'neither', bins: hostWith({ leakedADay: 0, growth: 0 }), bySessions: false, byFlow: false },
    {
      name: 'six days',
      bins: hostWith({ leakedADay: LEAKED_A_DAY, growth: 0 }).slice(-48),
      bySessions: false,
      byFlow: false,
    },
    {
      name: 'no load',
      bins: madeBins(Array.from({ length: 224 }, (_, slot) => slot)),
      bySessions: false,
      byFlow: false,
    },
  ])('finds a leak in $name by sessions: $bySessions, by flow: $byFlow', ({ bins, bySessions, byFlow }) => {
    expect(ADJUSTED_REGRESSION.map(({ judge }) => judge(bins, 1_000_000).leaking)).toEqual([
      bySessions,
      byFlow,
    ]);
  });
});
