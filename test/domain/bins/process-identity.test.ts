import { describe, expect, it } from 'vitest';
import {
  delaySeconds,
  isSameWorker,
  startMovedSeconds,
  startSeconds,
} from '../../../lambdas/domain/bins/process-identity.ts';
import type { Process } from '../../../lambdas/domain/records/sample.ts';
import { instant } from '../audited-host.ts';
import { worker } from '../samples.ts';

/** A worker as a run at `at` saw it; instants in seconds after the tests' epoch. */
const seen = (at: number, pid: number | null, startedAt: number | null, uptimeSeconds: number | null) => ({
  at,
  worker: worker({ pid, startedAt: startedAt === null ? null : instant(startedAt), uptimeSeconds }),
});
type Seen = Parameters<typeof seen>;

describe('two runs', () => {
  it.each<{ of: string; earlier: Seen; later: Seen; same: boolean }>([
    { of: 'another pid', earlier: [0, 1, -50, 50], later: [900, 2, -50, 950], same: false },
    {
      of: 'a pid that one does not know',
      earlier: [0, null, -50, 50],
      later: [900, 2, -50, 950],
      same: true,
    },
    {
      of: 'a pid that the other does not know',
      earlier: [0, 1, -50, 50],
      later: [900, null, -50, 950],
      same: true,
    },
    { of: 'one start, whatever the uptimes', earlier: [0, 1, -50, 50], later: [900, 1, -50, 3], same: true },
    { of: 'starts five seconds apart', earlier: [0, 1, -50, null], later: [900, 1, -45, null], same: true },
    { of: 'starts six seconds apart', earlier: [0, 1, -50, null], later: [900, 1, -44, null], same: false },
    {
      of: 'a clock set, an uptime that went on',
      earlier: [0, 1, -50, 50],
      later: [900, 1, 7000, 950],
      same: true,
    },
    { of: 'an uptime behind by the delay', earlier: [0, 1, -50, 50], later: [900, 1, 7000, 830], same: true },
    { of: 'an uptime behind by more', earlier: [0, 1, -50, 50], later: [900, 1, 7000, 829], same: false },
    { of: 'an uptime ahead by the delay', earlier: [0, 1, -50, 50], later: [900, 1, 7000, 1070], same: true },
    { of: 'an uptime ahead by more', earlier: [0, 1, -50, 50], later: [900, 1, 7000, 1071], same: false },
    {
      of: 'runs close together: a quarter of the time',
      earlier: [0, 1, 0, 50],
      later: [100, 1, 60, 125],
      same: true,
    },
    {
      of: 'runs close together, more than that',
      earlier: [0, 1, 0, 50],
      later: [100, 1, 60, 124],
      same: false,
    },
    { of: 'an uptime alone that went on', earlier: [0, 1, null, 50], later: [900, 1, null, 950], same: true },
    {
      of: 'an uptime alone that began again',
      earlier: [0, 1, null, 5000],
      later: [900, 1, null, 60],
      same: false,
    },
    {
      of: 'no uptime then, another start',
      earlier: [0, 1, -50, null],
      later: [900, 1, 800, 100],
      same: false,
    },
    { of: 'no uptime now, another start', earlier: [0, 1, -50, 50], later: [900, 1, 800, null], same: false },
    { of: 'nothing but the pid', earlier: [0, 1, null, null], later: [900, 1, null, null], same: true },
    { of: 'no start then, no uptime now', earlier: [0, 1, null, 50], later: [900, 1, 800, null], same: true },
  ])('with $of saw one worker: $same', ({ earlier, later, same }) => {
    expect(isSameWorker(seen(...earlier), seen(...later))).toBe(same);
  });
});

it.each([
  [40, 10],
  [480, 120],
  [900, 120],
])('takes, of %d seconds between two runs, %d for delays', (elapsed, delay) => {
  expect(delaySeconds(elapsed)).toBe(delay);
});

describe('a start', () => {
  const of = (startedAt: string | null): Process => worker({ startedAt });

  it('moves by seconds either way, and by an unknown time where it is not known', () => {
    expect(startMovedSeconds(of(instant(10)), of(instant(25)))).toBe(15);
    expect(startMovedSeconds(of(instant(25)), of(instant(10)))).toBe(15);
    expect(startMovedSeconds(of(instant(10)), of(instant(10)))).toBe(0);
    expect(startMovedSeconds(of(null), of(instant(10)))).toBeNull();
    expect(startMovedSeconds(of(instant(10)), of(null))).toBeNull();
    expect(startMovedSeconds(of(null), of(null))).toBeNull();
  });

  it('does not move where both have one text, be it no instant', () => {
    expect(startMovedSeconds(of('at noon'), of('at noon'))).toBe(0);
  });

  it('is known by the uptime, else by the clock of the host, else not', () => {
    expect(startSeconds({ at: 1000, worker: worker({ uptimeSeconds: 300, startedAt: instant(5) }) })).toBe(
      700,
    );
    expect(startSeconds({ at: 1000, worker: of(instant(5)) })).toBe(Date.parse(instant(5)) / 1000);
    expect(startSeconds({ at: 1000, worker: of(null) })).toBeNull();
  });
});
