import { expect, it } from 'vitest';
import { deriveBins } from '../all-bins.ts';
import { sampled, worker } from '../samples.ts';

const connections = (current: number, max: number | null) => ({
  current,
  max,
  currentTls: null,
  cumulative: null,
});
const running = worker({ pid: 1, connections: connections(900, 1_000), maxOpenFiles: 2_000, openFiles: 950 });
const other = worker({ pid: 2, connections: connections(200, 4_000), maxOpenFiles: 8_000, openFiles: 250 });
const old = worker({ pid: 3, state: 'stopping', connections: connections(50, 1_000), maxOpenFiles: 2_000 });
const binOf = (...processes: ReturnType<typeof worker>[]) => deriveBins([sampled('i-0', { processes })])[0];

it('has the limits of the running workers together, as their readings are sums too', () => {
  expect(binOf(running, other, old)).toMatchObject({
    connections: 1_100,
    maxConnections: 5_000,
    openFiles: 1_200,
    maxOpenFiles: 10_000,
  });
});

it('has no limit where that of the main worker is not known', () => {
  expect(binOf(worker({ pid: 1, connections: connections(900, null) }), other)?.maxConnections).toBeNull();
});
