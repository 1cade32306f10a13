import { expect, it } from 'vitest';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { READINGS } from '../../lambdas/domain/scoring/readings.ts';
import { madeBins } from './made-bins.ts';
import { leftWith, SIGNALS, type Signals } from './signals.ts';

const read = {
  deadSockets: 1,
  stoppingDeadSockets: 1,
  allDeadSockets: 1,
  stuckStreams: 2,
  oldStuckStreams: 2,
  untimedStreams: 2,
  unlistedSockets: 3,
  streams: 4,
  connections: 4,
  ownSockets: 4,
  closeWaitSockets: 4,
  udpSockets: 4,
  openFiles: 4,
  poolUsedBytes: 4,
  residentBytes: 4,
  excessCloseWaitSockets: 4,
  excessOpenFiles: 4,
  stoppingOpenFiles: 4,
  stoppingResidentBytes: 4,
  allOpenFiles: 4,
  allSockets: 4,
  allCloseWaitSockets: 4,
  allResidentBytes: 4,
  connectionsPerSecond: 5,
  requestsPerSecond: 5,
  bytesOutPerSecond: 5,
  timeWaitSockets: 5,
  allocatedSockets: 6,
  orphans: 6,
  udpMemoryBytes: 6,
  pressureEvents: 0,
  stoppingWorkers: 0,
  oldestStoppingSeconds: 0,
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

it('leaves no count of a leak, whatever readings are added to a bin', () => {
  const readings = Object.fromEntries(Object.keys(Bin.shape).map((name) => [name, 7]));
  const left = { ...bins[0], ...readings, version: '2.8.11', notes: [], config: null } as unknown as Bin;
  const [bin] = leftWith('memory and load only', [left]);
  const asked = Object.values(READINGS).filter(({ of }) => bin !== undefined && of(bin) !== null);
  expect(asked).toEqual([READINGS.memoryBytes, READINGS.timeWaitSockets]);
});
