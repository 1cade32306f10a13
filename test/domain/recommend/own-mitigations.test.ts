import { describe, expect, it } from 'vitest';
import { ownMitigations } from '../../../lambdas/domain/recommend/own-mitigations.ts';
import type { HostConfiguration } from '../../../lambdas/domain/records/bin.ts';
import { AT_MAXCONN } from '../at-a-limit.ts';
import { SOUND, situation } from './made-facts.ts';

const HOUR = 3600;
const textsOf = (config: Partial<HostConfiguration>, known = {}) =>
  ownMitigations(situation({ ...known, config: { ...SOUND, ...config } })).map(({ text }) => text);

describe('what a configuration lacks', () => {
  it.each([
    { stoppingWorkers: 0.9, said: null },
    { stoppingWorkers: 1, said: 'an old worker drains' },
    { stoppingWorkers: 1.4, said: 'an old worker drains' },
    { stoppingWorkers: 1.5, said: '2 old workers drain' },
    { stoppingWorkers: 3, said: '3 old workers drain' },
  ])('is an end of old workers where $stoppingWorkers drain', ({ stoppingWorkers, said }) => {
    const texts = textsOf({ hardStopAfterSeconds: null }, { stoppingWorkers });
    expect(texts).toEqual(said === null ? [] : [expect.stringContaining(`: ${said} after a reload`)]);
  });

  it('ends what leaks of that kind, and only that', () => {
    const config = { ...SOUND, hardStopAfterSeconds: null, untimedProxies: 1 };
    const [hardStop, timeouts] = ownMitigations(situation({ config, stoppingWorkers: 2 }));
    expect(hardStop).toMatchObject({ ends: 'old-workers', urgency: 'next-window' });
    expect(timeouts).not.toHaveProperty('ends');
  });

  it.each([
    { untimedProxies: null, said: null },
    { untimedProxies: 0, said: null },
    { untimedProxies: 1, said: '1 proxy has no client or server timeout' },
    { untimedProxies: 2, said: '2 proxies have no client or server timeout' },
  ])('is timeouts where $untimedProxies proxies have none', ({ untimedProxies, said }) => {
    const texts = textsOf({ untimedProxies }).filter((text) => text.startsWith('timeout client'));
    expect(texts).toEqual(said === null ? [] : [expect.stringContaining(said)]);
  });

  it.each([
    { config: { clientTimeoutSeconds: HOUR }, lines: null },
    { config: { clientTimeoutSeconds: 2 * HOUR }, lines: 'bind', up: '2 hours' },
    { config: { serverTimeoutSeconds: 3 * HOUR }, lines: 'server', up: '3 hours' },
    { config: { tunnelTimeoutSeconds: 4 * HOUR }, lines: 'bind and server', up: '4 hours' },
    {
      config: { clientTimeoutSeconds: null, serverTimeoutSeconds: 5 * HOUR, tunnelTimeoutSeconds: null },
      lines: 'server',
      up: '5 hours',
    },
    { config: { clientTimeoutSeconds: 2 * HOUR, clientTcpUserTimeoutSeconds: 30 }, lines: null },
    { config: { serverTimeoutSeconds: 2 * HOUR, serverTcpUserTimeoutSeconds: 30 }, lines: null },
  ])('is tcp-ut on $lines lines with $config', ({ config, lines, up }) => {
    const said = `tcp-ut 30s, at the end of ${lines} lines: timeouts last up to ${up}, `;
    expect(textsOf(config)).toEqual(lines === null ? [] : [expect.stringContaining(said)]);
  });

  it('is no reason to act by itself where it is tcp-ut', () => {
    const config = { ...SOUND, clientTimeoutSeconds: 2 * HOUR };
    expect(ownMitigations(situation({ config })).map(({ urgency }) => urgency)).toEqual(['none']);
  });

  it('is not known where nobody read it', () => {
    expect(ownMitigations(situation({ config: null, stoppingWorkers: 3 }))).toEqual([]);
  });
});

describe('TCP memory near the limit without a leak', () => {
  const urgencies = (known: Parameters<typeof situation>[0]) =>
    ownMitigations(situation(known)).map(({ urgency }) => urgency);

  it.each([
    { is: 'at 80%', known: { shareOfPressure: 0.8 }, calls: ['this-week'] },
    { is: 'below', known: { shareOfPressure: 0.79 }, calls: [] },
    { is: 'not known', known: { shareOfPressure: null }, calls: [] },
    { is: 'a leak', known: { shareOfPressure: 0.8, verdict: 'suspected' as const }, calls: [] },
    { is: 'beside another limit', known: { ...AT_MAXCONN, shareOfPressure: 0.8 }, calls: ['this-week'] },
  ])('calls for a larger limit: $is', ({ known, calls }) => {
    expect(urgencies(known)).toEqual(calls);
  });
});
