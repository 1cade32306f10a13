import { expect, it } from 'vitest';
import { madeBins } from './made-bins.ts';
import { leftWith, SIGNALS, type Signals } from './signals.ts';

const read = {
  deadSockets: 1,
  stoppingDeadSockets: 1,
  stuckStreams: 2,
  oldStuckStreams: 2,
  untimedStreams: 2,
  unlistedSockets: 3,
  connections: 4,
  openFiles: 4,
  poolUsedBytes: 4,
  residentBytes: 4,
  connectionsPerSecond: 5,
  requestsPerSecond: 5,
  bytesOutPerSecond: 5,
  timeWaitSockets: 5,
  pressureEvents: 0,
  stoppingWorkers: 0,
};
const bins = madeBins([10, 20], { rest: () => read });

it.each(Object.keys(SIGNALS) as Signals[])('takes away what "%s" lacks, and nothing else', (signals) => {
  const withheld: readonly string[] = SIGNALS[signals];
  for (const [index, bin] of leftWith(signals, bins).entries()) {
    const expected = Object.fromEntries(
      Object.entries(bins[index] ?? {}).map(([key, value]) => [key, withheld.includes(key) ? null : value]),
    );
    expect(bin).toEqual(expected);
  }
});

it('leaves at least memory, its limit, age and flows', () => {
  const [bin] = leftWith('memory and load only', bins);
  expect(bin).toMatchObject({
    memoryBytes: 10,
    pressureBytes: 1_000_000,
    connectionsPerSecond: 5,
    deadSockets: null,
    stuckStreams: null,
  });
});
