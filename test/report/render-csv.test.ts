import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planRollout } from '../../lambdas/domain/rollout/plan-rollout.ts';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { renderCsv } from '../../lambdas/report/render-csv.ts';
import { repositoryRoot } from '../files.ts';
import { assessed, assessment, leaking, sources } from './assessed.ts';
import { parseCsv } from './parse-csv.ts';

const csv = (...hosts: Parameters<typeof assessment>[0]) =>
  renderCsv(composeReport(sources(assessment(hosts))));
const [header = []] = parseCsv(csv());

/** Cells of the first host by column. */
function cells(...hosts: Parameters<typeof assessment>[0]): Record<string, string> {
  const [, row = []] = parseCsv(csv(...hosts));
  return Object.fromEntries(row.map((cell, index) => [header[index] ?? '', cell]));
}

describe('hosts.csv', () => {
  it('has the columns that docs/report.md explains, in that order', () => {
    const page = readFileSync(join(repositoryRoot, 'docs/report.md'), 'utf8');
    const table = page.slice(page.indexOf('## hosts.csv'), page.indexOf('## assessment.json'));
    const explained = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(explained).toEqual(header);
  });

  it('has numbers as numbers, a fall in memory below zero', () => {
    const growth = { estimate: -1_048_576.4, low: -2_097_152, high: 0 };
    expect(cells(assessed(1, { memoryGrowthBytesPerDay: growth }))).toMatchObject({
      growth_bytes_per_day: '-1048576',
      growth_bytes_per_day_low: '-2097152',
      growth_bytes_per_day_high: '0',
    });
  });

  it('says all there is of a leaking host', () => {
    expect(cells(leaking(1, 200))).toMatchObject({
      host_id: 'i-00000000000000001',
      name: 'lb-1',
      version: '2.8.11-1ubuntu2',
      release: '2.8.11',
      verdict: 'leaking',
      leak_probability: '0.9993',
      proof: expect.stringContaining('2200 stuck streams'),
      seconds_to_pressure: '2326154',
      action: 'upgrade',
      upgrade_to: '2.8.30',
      floor: '2.8.14',
      urgency: 'this-week',
      reachable: 'true',
      wave: '',
      stuck_streams: expect.stringMatching(/^\d+$/),
    });
  });

  it('has the wave of the plan that a host stands in', () => {
    const hosts = Array.from({ length: 6 }, (_, index) => leaking(index + 1, 200));
    const plan = planRollout(hosts, { loads: new Map(), verifications: [] });
    const waves = new Map(plan.waves.flatMap(({ wave, hosts }) => hosts.map((host) => [host.hostId, wave])));
    expect(new Set(waves.values()).size).toBeGreaterThan(1);
    const rows = parseCsv(renderCsv(composeReport(sources(assessment(hosts, { plan }))))).slice(1);
    const told = rows.map((row) => [row[header.indexOf('host_id')], Number(row[header.indexOf('wave')])]);
    expect(new Map(told as [string, number][])).toEqual(waves);
  });

  it('leaves empty what is not known or does not apply', () => {
    const unknown = { name: null, role: null, version: null, memoryGrowthBytesPerDay: null };
    const row = cells(assessed(1, unknown));
    const empty = Object.keys(row).filter((column) => row[column] === '');
    expect(empty).toEqual(
      expect.arrayContaining(['name', 'role', 'version', 'release', 'proof', 'upgraded_at']),
    );
    expect(row.growth_bytes_per_day).toBe('');
  });

  it('has a row for every host, those that are accepted too', () => {
    const acknowledgement = { reason: 'x', until: '2027-01-01T00:00:00Z' };
    const rows = parseCsv(csv(leaking(1, 100, { acknowledgement }), assessed(2), assessed(3)));
    expect(rows).toHaveLength(4);
  });
});
