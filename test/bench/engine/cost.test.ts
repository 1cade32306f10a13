import { expect, it } from 'vitest';
import { type Cost, costTable } from './cost.ts';

const cost: Cost = {
  hosts: 100,
  medianMilliseconds: 0.9,
  p95Milliseconds: 2.2,
  meanMilliseconds: 1,
  peers: [
    { name: 'middle', milliseconds: 0.5 },
    { name: 'dear', milliseconds: 4 },
    { name: 'cheap', milliseconds: 0.02 },
  ],
  fleet: {
    hosts: 50_000,
    threads: 2,
    wallSeconds: 76,
    cpuSeconds: 100,
    peakBytes: 400e6,
    readyBytes: 300e6,
  },
  loadAverage: 2,
};

it.each([
  '| CPU a host: median | 0.90 ms | <= 2 ms | met |',
  '| CPU a host: 95% of hosts below | 2.20 ms | <= 2 ms | missed |',
  '| 50,000 hosts, 2 threads: wall time | 76 s | <= 75 s | missed |',
  '| 50,000 hosts, 2 threads: peak resident memory | 400 MB | <= 700 MB | met |',
  '| CPU a host (mean) over that of the cheapest peer, cheap | 1.00 / 0.020 ms = 50 | - | - |',
  '| CPU a host (mean) over that of the dearest peer, dear | 1.00 / 4.000 ms = 0.25 | - | - |',
])('has the row "%s"', (row) => {
  expect(costTable(cost).split('\n')).toContain(row);
});
