import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runsAMonth } from '../../../cli/estimate/cost-line.ts';
import { monthlyCost } from '../../../cli/estimate/monthly-cost.ts';
import { readConfig } from '../../../infra/config.ts';
import { placeFolder } from '../../../lambdas/domain/records/archive.ts';
import { scoreFleet } from '../../../lambdas/score-fleet/handler.ts';
import { IN_SHARDS } from '../../infra/in-shards.ts';
import { leastConfig } from '../../infra/least-config.ts';
import { archivedPlaces, PLACES, SCORE_ENV, SCORED_AT, startHub } from '../../several-places.ts';
import { attemptAt } from '../../telling.ts';
import { writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

const organized = { ...leastConfig, ...IN_SHARDS, largestFleet: 2_000 };
const linesOf = (hosts: number, places: number, chosen: object = organized) =>
  new Map(monthlyCost(readConfig(chosen), hosts, places).map((line) => [line.what, line]));
const dollarsOf = (lines: ReturnType<typeof linesOf>, pattern: RegExp) =>
  [...lines.values()].filter(({ what }) => pattern.test(what)).reduce((sum, { dollars }) => sum + dollars, 0);

describe('what accounts and regions cost', () => {
  it('is for a spoke what audit-fleet costs with its hosts, some two dollars', () => {
    const lines = linesOf(2_000, 20);
    const spoke = dollarsOf(lines, /^spokes: /) / 19;
    expect(spoke).toBeGreaterThan(0.6);
    expect(spoke).toBeLessThan(3);
    expect(lines.get('spokes: schedules')?.quantity).toBeCloseTo(
      19 * runsAMonth(readConfig(organized)).audits,
    );
  });

  it('is nothing of a fleet in one', () => {
    expect(dollarsOf(linesOf(2_000, 1), /^spokes: /)).toBe(0);
  });

  it('is not less than what a scoring of several asks of S3', async () => {
    const ofPlaces = async (count: number) => {
      const folders = PLACES.slice(0, count).map((place) => placeFolder(place));
      const hub = startHub(
        archivedPlaces().filter(([key]) => folders.some((folder) => key.includes(folder))),
      );
      const attempt = attemptAt(() => SCORED_AT);
      await scoreFleet(hub.clients, SCORE_ENV, { scheduledAt: SCORED_AT.toISOString() }, attempt);
      return (pattern: RegExp) =>
        hub.endpoint.calls.filter(({ operation }) => pattern.test(operation)).length;
    };
    const [alone, asked] = [await ofPlaces(1), await ofPlaces(PLACES.length)];
    const askedMore = (pattern: RegExp) => asked(pattern) - alone(pattern);
    const { scorings } = runsAMonth(readConfig(organized));
    const more = (what: string, ...audits: number[]) => {
      const of = (places: number) => linesOf(50, places).get(what)?.quantity ?? 0;
      return (of(PLACES.length) - of(1) - (audits[0] ?? 0)) / scorings;
    };
    const { audits, reports } = runsAMonth(readConfig(organized));
    const spokes = PLACES.length - 1;
    const writes = more('archive: writing and listing', audits * spokes + reports * 4 * spokes);
    const reads = more('archive: reading', 2 * audits * spokes + reports * 56 * spokes);
    expect(askedMore(/^(ListObjectsV2|PutObject)$/)).toBeLessThanOrEqual(writes);
    expect(askedMore(/^(ListObjectsV2|PutObject)$/)).toBeGreaterThan(0.7 * writes);
    // Twelve days of bins in the test, and 28 in the estimate; an audit each hour, and each quarter of an hour.
    const readsOfTest = reads - (16 * 8 + 18) * spokes;
    expect(askedMore(/^GetObject$/)).toBeLessThanOrEqual(readsOfTest);
    expect(askedMore(/^GetObject$/)).toBeGreaterThan(0.9 * readsOfTest);
  });

  it('has the state transitions and functions of scorings in shards, where they are', () => {
    const lines = linesOf(60_000, 160, { ...organized, largestFleet: 60_000 });
    const { scorings } = runsAMonth(readConfig(organized));
    // Of 10 shards by their hosts and places.
    expect(lines.get('shards: state transitions')?.quantity).toBeCloseTo(scorings * (4 + 2 * 10));
    expect(lines.get('judge-places')?.dollars).toBeGreaterThan(0);
    expect(linesOf(20_000, 160, { ...organized, largestFleet: 20_000 }).has('judge-places')).toBe(false);
  });
});

describe('auditor estimate --places', () => {
  it('counts so many, without a configuration too', async () => {
    const home = process.cwd();
    process.chdir(mkdtempSync(join(tmpdir(), 'estimate-')));
    onTestFinished(() => process.chdir(home));
    const of = async (...words: string[]) =>
      JSON.parse((await auditor(['estimate', '--hosts', '600', '--json', ...words])).stdout).dollars;
    const [one, few, many] = [await of(), await of('--places', '6'), await of('--places', '24')];
    expect(few).toBeGreaterThan(one);
    expect(many).toBeGreaterThan(few + 18 * 0.6);
  });

  it('needs an organization in a configuration', async () => {
    const folder = writeArchive({ 'cdk.json': JSON.stringify({ context: { auditor: leastConfig } }) });
    const words = ['estimate', '--hosts', '600', '--places', '6', '--config', join(folder, 'cdk.json')];
    const { stderr, status } = await auditor(words);
    expect(stderr).toContain('--places needs an organization in the configuration');
    expect(status).toBe(2);
  });
});
