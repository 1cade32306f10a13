import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../infra/local/aws/endpoint.ts';
import { getBins } from '../../lambdas/aws/s3-history.ts';
import { renewBins } from '../../lambdas/aws/s3-renewal.ts';
import { parseBins } from '../../lambdas/domain/records/archive.ts';
import { BIN, HOUR } from '../../lambdas/domain/records/time.ts';
import { scoreFleet } from '../../lambdas/score-fleet/handler.ts';
import { BUCKET } from '../infra/local/aws/fleet.ts';
import { attemptAt, TELLING } from '../telling.ts';
import * as old from './old-archive.ts';

const STARTS = Array.from({ length: old.OLD_BINS }, (_, index) => old.binStart(index));
const NEWEST = STARTS.slice(-30);
const FOREVER = () => 900_000;
const ENV = { ACCOUNT_ID: old.PLACE.accountId, AWS_REGION: old.PLACE.region, ARCHIVE_BUCKET: BUCKET };

const textAt = (endpoint: Endpoint, index: number) =>
  gunzipSync(endpoint.objects(BUCKET)?.get(old.binsKeyAt(index))?.body ?? '').toString();
/** Of the 224 bins, those that are as they were and those that are renewed; anything else is in neither. */
const state = (endpoint: Endpoint) => {
  const texts = STARTS.map((_, index) => ({ index, text: textAt(endpoint, index) }));
  const those = (textOf: (index: number) => string) =>
    texts.flatMap(({ index, text }) => (text === textOf(index) ? [index] : []));
  return { old: those(old.oldText), renewed: those(old.renewedText) };
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const calls = (endpoint: Endpoint, operation: string) =>
  endpoint.calls.filter((call) => call.operation === operation).length;

describe('bins that an earlier derivation made', () => {
  it('are renewed the newest first over several scorings, and those in between judge by a mix', async () => {
    const { endpoint, clients, turnTo, countdown } = await old.startOldArchive();
    const results = [];
    for (let scoring = 0; scoring < 6; scoring++) {
      const at = new Date(old.END + scoring * BIN + HOUR / 3);
      turnTo(at);
      const remaining = countdown(120_000);
      const due = { scheduledAt: at.toISOString() };
      const env = { ...ENV, ACKNOWLEDGEMENTS: [], ...TELLING };
      const result = await scoreFleet(
        clients,
        env,
        due,
        attemptAt(() => at),
        remaining,
      );
      // Two thirds of the time are nobody's here.
      expect(remaining()).toBeGreaterThanOrEqual((120_000 * 2) / 3);
      expect(result).toMatchObject({ fleet: { hosts: 3, leaking: 1 } });
      const { old: left, renewed } = state(endpoint);
      expect([...left, ...renewed]).toEqual(range(0, old.OLD_BINS));
      expect(result.oldBins).toBe(Math.max(0, left.length - scoring));
      results.push(result);
    }
    expect(results.map(({ binsDerived }) => binsDerived)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(results.at(-1)).toMatchObject({ binsRenewed: 0, oldBins: 0 });
    expect(results.filter(({ binsRenewed }) => binsRenewed > 0).length).toBeGreaterThan(2);
    // Each was written once, by the scoring that renewed it or for which it was due; two are of each assessment, three of
    // the one digest.
    const { length } = results;
    expect(calls(endpoint, 'PutObject')).toBe(
      results.reduce((sum, { binsDerived, binsRenewed }) => sum + binsDerived + binsRenewed, 2 * length + 3),
    );
  });

  it('are left where there is no time, without a call', async () => {
    const { endpoint, archive } = await old.startOldArchive();
    expect(await renewBins(archive, STARTS, () => 0)).toEqual({ renewed: 0, left: old.OLD_BINS });
    expect(endpoint.calls).toEqual([]);
  });

  it('are left where the time ends in the middle of one, and nothing is written', async () => {
    const { endpoint, archive, countdown } = await old.startOldArchive();
    const renewal = await renewBins(archive, STARTS, countdown(1_500));
    expect(renewal).toEqual({ renewed: 0, left: old.OLD_BINS });
    expect([calls(endpoint, 'GetObject'), calls(endpoint, 'PutObject')]).toEqual([7, 0]);
  });

  it('are not put over what was derived for late samples meanwhile', async () => {
    const { endpoint, archive } = await old.startOldArchive();
    const last = old.OLD_BINS - 1;
    const derived = old.storedText('derived again', old.END);
    const remaining = () => {
      if (calls(endpoint, 'GetObject') > 0) endpoint.restore(BUCKET, [[old.binsKeyAt(last), derived]]);
      return 900_000;
    };
    expect(await renewBins(archive, STARTS.slice(-1), remaining)).toEqual({ renewed: 0, left: 0 });
    expect(textAt(endpoint, last)).toBe('derived again');
  });

  it('stay as they are where their samples are gone, or those that they look back at', async () => {
    const { endpoint, archive, remove } = await old.startOldArchive();
    for (const index of range(0, 200))
      for (const hour of [0, 1, 2]) await remove(old.samplesKeyAt(index, hour));
    const starts = STARTS.slice(190);
    expect(await renewBins(archive, starts, FOREVER)).toEqual({ renewed: 23, left: 11 });
    expect(state(endpoint)).toEqual({ old: range(0, 201), renewed: range(201, old.OLD_BINS) });
    // The next time nothing but the lists is read.
    const { oldStarts } = await getBins(archive, starts);
    const before = endpoint.calls.length;
    expect(await renewBins(archive, oldStarts, FOREVER)).toEqual({ renewed: 0, left: 11 });
    expect(endpoint.calls.slice(before).map(({ operation }) => operation)).toEqual([
      'ListObjectsV2',
      'ListObjectsV2',
    ]);
  });

  it('keep a host whose samples are gone in part, and are not tried again', async () => {
    const { endpoint, archive, remove } = await old.startOldArchive();
    await remove(old.samplesKeyAt(220, 1));
    expect(await renewBins(archive, NEWEST, FOREVER)).toEqual({ renewed: NEWEST.length, left: 0 });
    const { records } = parseBins(textAt(endpoint, 220), '');
    expect(records.map(({ derivation, sampled }) => ({ derivation, sampled }))).toEqual(
      Array(3).fill({ derivation: 1, sampled: 3 }),
    );
    expect((await getBins(archive, NEWEST)).oldStarts).toEqual([]);
  });

  it('are whole, old or new, after a crash, and the next scoring goes on', async () => {
    let puts = 0;
    const { endpoint, clients, archive } = await old.startOldArchive({
      faults: ({ operation }) =>
        operation === 'PutObject' && ++puts === 20 ? { kind: 'error', status: 500 } : undefined,
    });
    const due = { scheduledAt: new Date(old.END + HOUR / 3).toISOString() };
    const env = { ...ENV, ACKNOWLEDGEMENTS: [], ...TELLING };
    const score = () =>
      scoreFleet(
        clients,
        env,
        due,
        attemptAt(() => new Date(due.scheduledAt)),
        FOREVER,
      );
    await expect(score()).rejects.toThrow();
    // Two of the writes were the assessment's, three the digest's: the judgement is there, and the retry finds it.
    const { old: left, renewed } = state(endpoint);
    expect(renewed).toHaveLength(14);
    expect([...left, ...renewed].toSorted((a, b) => a - b)).toEqual(range(0, old.OLD_BINS));
    expect(await score()).toMatchObject({ fleet: { leaking: 1 }, binsRenewed: 0, oldBins: null });
    const { oldStarts } = await getBins(archive, STARTS);
    expect(await renewBins(archive, oldStarts, FOREVER)).toEqual({ renewed: left.length, left: 0 });
    expect(state(endpoint).renewed).toEqual(range(0, old.OLD_BINS));
  });

  it('are renewed once by two scorings at the same time', async () => {
    const { endpoint, archive } = await old.startOldArchive();
    const renewals = await Promise.all([1, 2].map(() => renewBins(archive, NEWEST, FOREVER)));
    expect(renewals.map(({ left }) => left)).toEqual([0, 0]);
    expect(renewals.reduce((sum, { renewed }) => sum + renewed, 0)).toBe(NEWEST.length);
    expect(state(endpoint).renewed).toEqual(range(old.OLD_BINS - NEWEST.length, old.OLD_BINS));
  });
});
