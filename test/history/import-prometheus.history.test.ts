import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { auditor } from '../cli/auditor.ts';
import { needs } from '../lab/needs.ts';
import { DAYS, FROM, historyFleet, UNTIL } from './history-fleet.ts';
import { madeSeries } from './made-series.ts';
import { type PrometheusServer, startPrometheus } from './prometheus-server.ts';

const lacking = needs('prometheus', 'promtool');
const DAY_SECONDS = 86_400;
const dayOf = (at: number) => (at - FROM.getTime() / 1000) / DAY_SECONDS;

let server: PrometheusServer;
const folder = mkdtempSync(join(tmpdir(), 'imported-'));

/** What one server scraped, without a gap. */
const oneServer = () =>
  madeSeries(historyFleet(), {
    offsetSeconds: 20,
    labelsAt: () => ({ env: 'one', tier: 'edge' }),
    exporters: ['node', 'haproxy', 'process'],
  });

/**
 * What a pair scraped of the same hosts: each at its own time, one of them away for two days and both for two others,
 * and a label renamed halfway. A host was restarted by hand, so that its counters began anew.
 */
function pairOfServers() {
  const samples = historyFleet((scenario) =>
    scenario.identity.hostId === 'lb-sound-3'
      ? { ...scenario, events: [...scenario.events, { type: 'restart', atDay: 9.4 }] }
      : scenario,
  );
  const of = (replica: string, offsetSeconds: number, isAway: (day: number) => boolean) =>
    madeSeries(samples, {
      offsetSeconds,
      labelsAt: (at) => {
        const day = dayOf(at);
        if (isAway(day) || (day >= 17 && day < 19)) return null;
        return { env: 'pair', prometheus_replica: replica, [day < 14 ? 'role' : 'tier']: 'edge' };
      },
    });
  return [...of('a', 25, (day) => day >= 5 && day < 7), ...of('b', 70, () => false)];
}

async function imported(env: string, ...options: string[]): Promise<string> {
  const out = join(folder, env);
  const words = ['--url', server.url, '--match', `{env="${env}"}`, '--until', UNTIL, '--step', '30m'];
  const { status, stdout, stderr } = await auditor([
    ...['import', 'prometheus', ...words, '--out', out, '--json'],
    ...options,
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const summary = JSON.parse(stdout);
  expect(summary.hosts).toHaveLength(7);
  return out;
}

const assessmentOf = async (archive: string) => {
  const { stdout } = await auditor(['score', archive, '--json']);
  return Assessment.parse(JSON.parse(stdout));
};

describe.skipIf(lacking.missing)(lacking.title('the history of a real Prometheus'), () => {
  beforeAll(async () => {
    server = await startPrometheus([...oneServer(), ...pairOfServers()]);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([
    { what: 'of one server', env: 'one', options: ['--role-label', 'tier'] },
    {
      what: 'of a pair, with a gap, a renamed label and a counter that began anew',
      env: 'pair',
      options: ['--role-label', 'tier'],
    },
  ])('$what tells the hosts that leak from those that do not', async ({ env, options }) => {
    const archive = await imported(env, ...options);
    const { hosts } = await assessmentOf(archive);
    const verdicts = Object.fromEntries(hosts.map(({ hostId, verdict }) => [hostId, verdict]));
    expect(verdicts).toMatchObject({
      'lb-leaking': 'leaking',
      'lb-not-fixed': 'leaking',
      // After a restart memory fills anew.
      'lb-sound-3': expect.stringMatching(/^(healthy|step)$/),
      'lb-sound-4': 'healthy',
      'lb-sound-5': 'healthy',
      'lb-growing': 'load-growth',
    });
    expect(verdicts['lb-fixed']).not.toMatch(/leaking|suspected/);
    expect(hosts.find(({ hostId }) => hostId === 'lb-fixed')?.version).toBe('2.8.30');
    expect(hosts.find(({ hostId }) => hostId === 'lb-leaking')?.cohort).toMatch(/^edge\//);
    const tcp = hosts
      .flatMap(({ limits = [] }) => limits)
      .filter(({ resource }) => resource === 'tcp-memory');
    expect(tcp.every(({ isAssumed }) => isAssumed === true)).toBe(true);
  });

  it('says whether the upgrades of that time worked', async () => {
    const { verifications } = await assessmentOf(join(folder, 'one'));
    const outcomes = verifications.map(({ to, verdict }) => `${to} ${verdict}`);
    expect(outcomes).toContain('2.8.13 not-fixed');
  });

  it('of a pair keeps the gap of two days, and the restart, and nothing twice', async () => {
    const { stdout } = await auditor(['explain', 'lb-sound-3', '--from', join(folder, 'pair'), '--json']);
    const { bins } = JSON.parse(stdout);
    const days = bins.map(({ binAt }: { binAt: string }) => dayOf(Date.parse(binAt) / 1000));
    expect(new Set(days).size).toBe(days.length);
    // The instants at either end of the gap have what was scraped just before it.
    expect(days.filter((day: number) => day > 17 && day < 19)).toEqual([]);
    expect(days.filter((day: number) => day >= 5 && day < 7)).toHaveLength(16);
    expect(days.length).toBeGreaterThanOrEqual((DAYS - 2) * 8);
    const restarts = bins.filter(({ events }: { events: string[] }) => events.includes('restart'));
    expect(restarts).toHaveLength(1);
    for (const bin of bins) expect(bin.connectionsPerSecond ?? 1).toBeGreaterThan(0);
  });
});
