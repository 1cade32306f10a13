import { describe, expect, it } from 'vitest';
import { assessFleet } from '../../../lambdas/domain/assess/assess-fleet.ts';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { DAY } from '../../../lambdas/domain/records/time.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { syntheticBins, type Trajectory } from '../synthetic-bins.ts';

const END = Date.UTC(2026, 9, 29);
const LEAK: Trajectory = { days: 28, stuckPerDay: 200 };

/** Hosts that go from 2.8.11 to 2.8.27 on day 14; `is` says until when they leak. */
function host(
  seed: number,
  is: 'fixed' | 'not-fixed' | 'introduced' | 'kept' | 'sound' | 'kept-fixed' | 'kept-begun',
  onDay = 14,
): Bin[] {
  const upgradeOnDay = is.startsWith('kept') ? {} : { upgradeOnDay: onDay };
  const leaking = syntheticBins(seed, { ...LEAK, ...upgradeOnDay });
  const sound = syntheticBins(seed, { days: 28, ...upgradeOnDay });
  if (is === 'sound') return sound;
  if (is === 'introduced' || is === 'kept-begun') {
    const begun = syntheticBins(seed, { days: 28 - onDay, stuckPerDay: 200 });
    return sound.map((bin, index) => holding(bin, begun[index - onDay * 8]?.stuckStreams ?? 0));
  }
  if (is === 'fixed') return [...leaking.slice(0, onDay * 8), ...sound.slice(onDay * 8)];
  if (is === 'kept-fixed') {
    const stands = leaking[onDay * 8]?.stuckStreams ?? 0;
    return leaking.map((bin, index) => (index < onDay * 8 ? bin : holding(sound[index] ?? bin, stands)));
  }
  return leaking;
}

/** A bin of a sound host with so many stuck streams, and all that they hold. */
const holding = (bin: Bin, streams: number): Bin => ({
  ...bin,
  stuckStreams: streams,
  untimedStreams: (bin.untimedStreams ?? 0) + streams,
  deadSockets: 2 * streams,
  unlistedSockets: (bin.unlistedSockets ?? 0) + 2 * streams,
  connections: (bin.connections ?? 0) + streams,
  openFiles: (bin.openFiles ?? 0) + 2 * streams,
  poolUsedBytes: (bin.poolUsedBytes ?? 0) + 33_000 * streams,
  residentBytes: (bin.residentBytes ?? 0) + 40_000 * streams,
  memoryBytes: (bin.memoryBytes ?? 0) + 260_000 * streams,
});

function assess(hosts: readonly Bin[][], at = END, before: Assessment | null = null): Assessment {
  const seen = hosts.flat().filter(({ binAt }) => Date.parse(binAt) < at);
  return assessFleet(seen, { at: new Date(at), knowledge, before });
}

describe('the verification of a host', () => {
  it.each([
    {
      is: 'fixed',
      day: 28,
      verdict: 'fixed',
      says: /^the leak ended: .* grew by \d+ MiB\/day before, by -?\d.*\/day after/,
    },
    { is: 'fixed', day: 17, verdict: 'fixed', says: /ended/ },
    { is: 'not-fixed', day: 28, verdict: 'not-fixed', says: /^the leak goes on/ },
    { is: 'fixed', day: 15, verdict: 'too-early', says: /^too early to say, about \d days? more/ },
    { is: 'sound', day: 28, verdict: 'no-leak-before', says: /^no leak was seen on 2\.8\.11$/ },
    {
      is: 'introduced',
      day: 28,
      verdict: 'introduced',
      says: /^started a leak: TCP memory showed no clear growth before, and grew by \d\d MiB\/day after \(95% CI/,
    },
  ] as const)('says $verdict on day $day where the host is $is', ({ is, day, verdict, says }) => {
    const { verification } = assess([host(1, is)], Date.UTC(2026, 9, 1) + day * DAY).hosts[0] ?? {};
    expect(verification).toMatchObject({ verdict, from: '2.8.11', to: '2.8.27' });
    expect(verification?.changedAt).toBe('2026-10-15T00:00:00.000Z');
    expect(verification?.summary).toMatch(says);
    expect(verification?.daysToGo === null).toBe(verdict !== 'too-early');
  });

  it('does not call healthy what was not observed for long enough', () => {
    const short = host(1, 'fixed', 0.5);
    const { verification } = assess([short]).hosts[0] ?? {};
    expect(verification).toMatchObject({
      verdict: 'no-leak-before',
      summary: 'not enough data on 2.8.11 to say whether it leaked',
    });
  });

  it('is none for a host that kept its release', () => {
    expect(assess([host(1, 'kept')]).hosts[0]?.verification).toBeNull();
    expect(assess([host(1, 'kept')]).verifications).toEqual([]);
  });

  it('is kept from the assessment before while the days before the change leave the window', () => {
    const early = host(1, 'fixed', 0.5);
    const told = assess([host(1, 'fixed')]).hosts[0]?.verification ?? null;
    const now = assess([early]);
    const hosts = now.hosts.map((h) => ({
      ...h,
      verification: told && { ...told, changedAt: h.verification?.changedAt ?? '' },
    }));
    expect(now.hosts[0]?.verification?.verdict).toBe('no-leak-before');
    expect(assess([early], END, { ...now, hosts }).hosts[0]?.verification?.verdict).toBe('fixed');
    const other = hosts.map((h) => ({ ...h, verification: told }));
    expect(assess([early], END, { ...now, hosts: other }).hosts[0]?.verification?.verdict).toBe(
      'no-leak-before',
    );
  });
});

describe('the verification of a release', () => {
  const others = [21, 22, 23].map((seed) => host(seed, 'kept'));

  it('pools what the upgrade did beyond what changed for the others', () => {
    const { verifications } = assess([host(1, 'fixed'), host(2, 'fixed'), host(3, 'sound'), ...others]);
    expect(verifications).toHaveLength(1);
    const [told] = verifications;
    expect(told).toMatchObject({ role: 'edge', from: '2.8.11', to: '2.8.27', hosts: 3, others: 3 });
    expect(told?.verdict).toBe('fixed');
    expect(told?.effect?.bytesPerDay.high).toBeLessThan(0);
    // The made-up leak is of 200 streams of 260,000 bytes a day.
    expect((told?.effect?.bytesPerDay.estimate ?? 0) / (200 * 260_000)).toBeCloseTo(-1, 1);
    expect(told?.summary).toMatch(/^2 of 3 hosts leaked on 2\.8\.11, (49|5\d) MiB\/day of TCP memory each/);
  });

  it.each([
    { of: ['not-fixed', 'not-fixed'], verdict: 'not-fixed' },
    { of: ['fixed'], verdict: 'fixed' },
    { of: ['sound', 'sound'], verdict: 'no-leak-before' },
    { of: ['introduced', 'sound'], verdict: 'introduced' },
    { of: ['fixed', 'introduced'], verdict: 'fixed' },
  ] as const)('says $verdict where the hosts are $of', ({ of, verdict }) => {
    const hosts = of.map((is, seed) => host(seed + 1, is));
    expect(assess([...hosts, ...others]).verifications.map((told) => told.verdict)).toEqual([verdict]);
  });

  it('names the growth of a leak that an upgrade brought, on how many hosts', () => {
    const [told] = assess([host(1, 'introduced'), host(2, 'introduced'), host(3, 'sound')]).verifications;
    expect(told?.verdict).toBe('introduced');
    expect(told?.after?.low).toBeGreaterThan(told?.before?.high ?? Infinity);
    expect(told?.summary).toMatch(
      /^no leak was seen on 2\.8\.11; 2 of 3 hosts that went to 2\.8\.27 have leaked since; their TCP memory showed no clear growth before, and has grown by \d\d MiB\/day since \(95% CI/,
    );
  });

  it('does not blame the upgrade where hosts that kept their release began to leak as well', () => {
    const alike = [21, 22, 23].map((seed) => host(seed, 'kept-begun'));
    const [told] = assess([host(1, 'introduced'), host(2, 'introduced'), ...alike]).verifications;
    expect(told?.verdict).toBe('no-leak-before');
    expect(told?.summary).toMatch(
      /; 2 leak now, but too few, or no more than among hosts that did not upgrade/,
    );
  });

  it('does not blame the upgrade for one host of many', () => {
    const sound = Array.from({ length: 10 }, (_, index) => host(index + 2, 'sound'));
    expect(assess([host(1, 'introduced'), ...sound]).verifications[0]?.verdict).toBe('no-leak-before');
  });

  it('gives the upgrade no credit where growth ended without it as well', () => {
    const alike = [21, 22, 23].map((seed) => host(seed, 'kept-fixed'));
    const [told] = assess([host(1, 'fixed'), host(2, 'fixed'), ...alike]).verifications;
    expect(told).toMatchObject({ verdict: 'too-early', daysToGo: null });
    expect(told?.summary).toContain('ended on those as well');
  });

  it('has no effect to report with fewer than two hosts on either side', () => {
    expect(assess([host(1, 'fixed'), host(2, 'fixed')]).verifications[0]?.effect).toBeNull();
    expect(assess([host(1, 'fixed'), ...others]).verifications[0]?.effect).toBeNull();
  });

  it('tells roles apart', () => {
    const api = host(5, 'not-fixed').map((bin) => ({ ...bin, role: 'api' }));
    const told = assess([host(1, 'fixed'), api]).verifications;
    expect(told.map(({ role, verdict }) => [role, verdict])).toEqual([
      ['api', 'not-fixed'],
      ['edge', 'fixed'],
    ]);
  });
});
