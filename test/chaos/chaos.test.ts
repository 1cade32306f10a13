import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EvaluatedAlarm } from '../../infra/local/alarms/alarm.ts';
import type { StoredMail } from '../../infra/local/sesv2.ts';
import { templateAlarms } from '../infra/alarms/template-alarms.ts';
import { watchedTemplate } from '../infra/alarms/watched-stack.ts';
import { account } from './accounting.ts';
import { accountAlarms } from './alarm-accounting.ts';
import { BUCKET, type ChaosResult, runChaos } from './run-chaos.ts';

const DAYS = 2;
const KEPT = {
  unaccounted: [],
  miscounted: [],
  otherBins: [],
  otherPoints: [],
  otherEvents: [],
  extraMails: [],
  unmailed: [],
  unrung: [],
  rungForNothing: [],
};

describe('two days of faults', () => {
  it('leave the archive, the bins, the graphs and the findings as without them', async () => {
    const result = await runChaos({ seed: 11, days: DAYS, calls: 0.06, deliveries: 0.15, kills: 0.15 });
    const fired = [...result.fired.calls.values()].reduce((sum, count) => sum + count, 0);
    expect(fired).toBeGreaterThan(50);
    expect(result.attempts.some(({ ending }) => ending === 'killed')).toBe(true);
    const accounting = account(result);
    expect(accounting).toMatchObject(KEPT);
    expect(accounting.assessments).toBeGreaterThan(10);
  }, 120_000);
});

describe('the accounting', () => {
  const calm = () => runChaos({ seed: 12, days: 1, calls: 0, deliveries: 0, kills: 0 });
  const spoilt = async (spoil: (result: ChaosResult) => void) => {
    const result = await calm();
    spoil(result);
    return account(result);
  };
  const change = ({ endpoint }: ChaosResult, prefix: string, edit: (text: string) => string) => {
    const [key, object] =
      [...(endpoint.objects(BUCKET) ?? [])].find(([name]) => name.startsWith(prefix)) ?? [];
    if (key === undefined || object === undefined) throw new Error(`no object under ${prefix}`);
    const text = edit(gunzipSync(object.body).toString());
    (endpoint.objects(BUCKET) as Map<string, typeof object>).set(key, { ...object, body: gzipSync(text) });
  };

  it('finds nothing where nothing happened', async () => {
    expect(account(await calm())).toMatchObject(KEPT);
  }, 60_000);

  it('sees a host that a run lacks, and bins and points that are of other samples', async () => {
    const accounting = await spoilt((result) =>
      change(result, 'samples/', (text) => text.split('\n').slice(1).join('\n')),
    );
    expect(accounting.miscounted).toHaveLength(1);
    expect(accounting.otherPoints).not.toHaveLength(0);
  }, 60_000);

  it('sees bins that are of other samples', async () => {
    const accounting = await spoilt((result) =>
      change(result, 'bins/', (text) => text.replace('"sampled":3', '"sampled":2')),
    );
    expect(accounting.otherBins).not.toHaveLength(0);
  }, 60_000);

  it('sees a run that ended well and left nothing', async () => {
    const accounting = await spoilt(({ endpoint }) => {
      const objects = endpoint.objects(BUCKET) as Map<string, unknown>;
      objects.delete([...objects.keys()].find((key) => key.startsWith('samples/')) ?? '');
    });
    expect(accounting.unaccounted).toHaveLength(1);
  }, 60_000);

  it('sees an e-mail too many, and one that is missing', async () => {
    const mailed = await spoilt(({ endpoint }) => {
      const mails = endpoint.mails() as StoredMail[];
      mails.push(...mails.slice(0, 1));
    });
    expect(mailed.extraMails).toHaveLength(1);
    const unmailed = await spoilt(({ endpoint }) => (endpoint.mails() as StoredMail[]).splice(0));
    expect(unmailed.unmailed).toHaveLength(1);
  }, 60_000);

  it('hears alarms that ring when they should, and sees one that does not, or too soon', async () => {
    const outage = { verb: 'audit', from: 6, to: 16 } as const;
    const result = await runChaos({ seed: 13, days: 1, calls: 0, deliveries: 0, kills: 0, outage });
    const alarms = templateAlarms(watchedTemplate());
    const changed = (change: (alarm: EvaluatedAlarm) => object) =>
      accountAlarms(
        result,
        alarms.map((alarm) => ({ ...alarm, ...change(alarm) })),
      );
    const kept = changed(() => ({}));
    expect(kept).toMatchObject({ unrung: [], rungForNothing: [] });
    expect(kept.troubles).toBeGreaterThanOrEqual(12);
    expect(changed(({ id }) => (id === 'AuditFleetGivenUp' ? { threshold: 99 } : {})).unrung).toHaveLength(
      10,
    );
    expect(changed(({ id }) => (id === 'AuditNotRunning' ? { datapoints: 99 } : {})).unrung).toHaveLength(1);
    expect(
      changed(({ id }) => (id === 'AuditFleetNearTimeout' ? { threshold: 0 } : {})).rungForNothing,
    ).not.toHaveLength(0);
  }, 60_000);
});
