import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { account } from './accounting.ts';
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
    const result = await runChaos({ seed: 11, days: DAYS, calls: 0.03, deliveries: 0.15, kills: 0.15 });
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
});
