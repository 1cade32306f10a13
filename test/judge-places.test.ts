import { beforeAll, describe, expect, it } from 'vitest';
import { planShards } from '../lambdas/domain/assess/plan-shards.ts';
import { ShardItem } from '../lambdas/domain/records/shard.ts';
import { judgePlaces } from '../lambdas/judge-places/handler.ts';
import { type ScoreFleetResult, scoreFleet } from '../lambdas/score-fleet/handler.ts';
import { planScoring } from '../lambdas/score-fleet/plan-scoring.ts';
import { BUCKET } from './infra/local/aws/fleet.ts';
import { archivedPlaces, HUB, PLACES, SCORE_ENV, SCORED_AT, startHub, stored } from './several-places.ts';
import { attemptAt } from './telling.ts';

const DUE = { scheduledAt: SCORED_AT.toISOString() };
const EXECUTION = 'execution-1';
const attempt = attemptAt(() => SCORED_AT);

type Hub = ReturnType<typeof startHub>;

async function plan({ clients, endpoint }: Hub, shardBytes?: number): Promise<ShardItem[]> {
  const archive = { s3: clients.s3, bucket: BUCKET, ...HUB };
  const { key } = await planScoring(archive, DUE.scheduledAt, EXECUTION, shardBytes);
  const body = endpoint.objects(BUCKET)?.get(key)?.body ?? new Uint8Array();
  return ShardItem.array().parse(JSON.parse(Buffer.from(body).toString()));
}

const judge = ({ clients }: Hub, shard: ShardItem) =>
  judgePlaces(clients.s3, { ARCHIVE_BUCKET: BUCKET }, shard, () => 0);

const join = ({ clients }: Hub) =>
  scoreFleet(clients, SCORE_ENV, { ...DUE, shards: { step: 'join', execution: EXECUTION } }, attempt);

const archived = (hub: Hub, folder: string) => hub.keys(folder).map((key) => [key, hub.read(key)]);

/** Scored in one process. */
let alone: Hub;
let result: ScoreFleetResult;

beforeAll(async () => {
  alone = startHub();
  result = await scoreFleet(alone.clients, SCORE_ENV, DUE, attempt);
});

/** Of each wave of the newest plan, the regions whose hosts it changes. */
const regionsOfWaves = (hub: Hub): number[] => {
  const { plan } = JSON.parse(hub.read(hub.keys('assessments/')[0] ?? '') ?? '');
  return plan.waves.map(
    ({ hosts }: { hosts: { region: string }[] }) => new Set(hosts.map(({ region }) => region)).size,
  );
};

it('plans waves of one region at a time, unless the configuration lets several change together', async () => {
  expect(Math.max(...regionsOfWaves(alone))).toBe(1);
  const together = startHub();
  await scoreFleet(together.clients, { ...SCORE_ENV, REGIONS_TOGETHER: true }, DUE, attempt);
  expect(Math.max(...regionsOfWaves(together))).toBe(2);
});

describe('a scoring in shards', () => {
  it.each([
    { bytes: 1, shards: 5 },
    { bytes: 140_000, shards: 3 },
    { bytes: 10_000_000, shards: 1 },
  ])('of $shards archives what one process does, byte for byte', async ({ bytes, shards }) => {
    const apart = startHub();
    expect(result.fleet).toMatchObject({ hosts: 5 * PLACES.length });
    const items = await plan(apart, bytes);
    expect(items).toHaveLength(shards);
    for (const item of items.toReversed()) await judge(apart, item);
    expect(await join(apart)).toEqual({ ...result, oldBins: null });
    for (const folder of ['bins/', 'assessments/']) {
      expect(archived(apart, folder), folder).toEqual(archived(alone, folder));
    }
    expect(apart.endpoint.events()).toEqual(alone.endpoint.events());
    expect(result.binsDerived).toBe(PLACES.length);
    const { verifications } = JSON.parse(alone.read(alone.keys('assessments/')[0] ?? '') ?? '');
    expect(verifications).toContainEqual(expect.objectContaining({ others: expect.any(Number) }));
  });

  it('is the same where a shard was judged twice', async () => {
    const hub = startHub();
    const items = await plan(hub);
    for (const item of [...items, ...items]) await judge(hub, item);
    await join(hub);
    expect(archived(hub, 'assessments/')).toEqual(archived(alone, 'assessments/'));
  });

  it('is not done while a shard is not', async () => {
    const hub = startHub();
    const [, ...others] = await plan(hub, 1);
    for (const item of others) await judge(hub, item);
    await expect(join(hub)).rejects.toThrow('its places were not judged');
    expect(hub.keys('assessments/')).toEqual([]);
    expect(hub.endpoint.events()).toEqual([]);
  });
});

describe('places of several', () => {
  it.each(['samples', 'bins'])('are judged whatever one of them has below %s/', async (folder) => {
    const poisoned = archivedPlaces().map(([key, object]) =>
      key.startsWith(`${folder}/account=222233334444/region=us-east-1/date=2026-10-16`)
        ? stored(key, Buffer.from('no gzip'), object.lastModifiedAt.getTime(), object.metadata)
        : ([key, object] as const),
    );
    const hub = startHub(poisoned);
    const { unreadPlaces } = await scoreFleet(hub.clients, SCORE_ENV, DUE, attempt);
    expect(unreadPlaces).toMatchObject([
      { accountId: '222233334444', region: 'us-east-1', problem: { file: expect.stringContaining(folder) } },
    ]);
    const others = (key: string) => !key.includes('222233334444/region=us-east-1');
    for (const key of alone.keys('bins/').filter(others)) expect(hub.read(key)).toBe(alone.read(key));
  });
});

describe('planShards', () => {
  it('puts small places together in their order, and a large one by itself', () => {
    const mebibyte = 2 ** 20;
    expect(planShards(['a', 'b', 'c', 'd'], [0, 0, 5 * mebibyte, 0])).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(planShards(Array.from({ length: 33 }), []).map(({ length }) => length)).toEqual([16, 16, 1]);
    expect(planShards([], [])).toEqual([]);
  });
});
