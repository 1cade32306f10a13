import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoredObject } from '../infra/local/aws/s3-store.ts';
import { scoreFleet } from '../lambdas/score-fleet/handler.ts';
import { BUCKET } from './infra/local/aws/fleet.ts';
import { archivedPlaces, SCORE_ENV, SCORED_AT, startHub, stored } from './several-places.ts';
import { attemptAt } from './telling.ts';

const PLACE = 'account=222233334444/region=us-east-1/';
const NEIGHBOUR = 'account=111122223333/region=eu-west-1/';
const DUE = { scheduledAt: SCORED_AT.toISOString() };

type Objects = readonly (readonly [string, StoredObject])[];
type Hub = ReturnType<typeof startHub>;

const score = (hub: Hub) =>
  scoreFleet(
    hub.clients,
    SCORE_ENV,
    DUE,
    attemptAt(() => SCORED_AT),
  );

const isSample = (key: string, place: string) => key.startsWith(`samples/${place}`);
const textOf = ({ body }: StoredObject) => gunzipSync(body).toString();

/** The archive in which a place wrote other samples than it should have; `null` for none. */
const written = (write: (key: string, object: StoredObject) => string | Buffer | null): Objects =>
  archivedPlaces().flatMap(([key, object]) => {
    if (!isSample(key, PLACE)) return [[key, object] as const];
    const text = write(key, object);
    return text === null ? [] : [stored(key, text, object.lastModifiedAt.getTime(), object.metadata)];
  });

const BOMB = gzipSync(Buffer.alloc(24_000_000, '\n'));

/** Lines of a neighbour's hosts, of the same run. */
const neighbourLines = (key: string): string => {
  const other = archivedPlaces().find(([name]) => name === key.replace(PLACE, NEIGHBOUR));
  return other ? textOf(other[1]) : '';
};

const binsOfOthers = (hub: Hub) =>
  hub
    .keys('bins/')
    .filter((key) => !key.includes(PLACE))
    .map((key) => [key, hub.read(key)]);

const hostsOf = (hub: Hub): { hostId: string; accountId: string; region: string; verdict: string }[] =>
  JSON.parse(hub.read(hub.keys('assessments/').find((key) => key.includes('latest')) ?? '') ?? '').hosts;
const ofPlace = ({ accountId, region }: { accountId: string; region: string }) =>
  `account=${accountId}/region=${region}/` === PLACE;

/** All places as they should be. */
let alone: Hub;

beforeAll(async () => {
  alone = startHub();
  await score(alone);
}, 300_000);

describe('what one place writes', () => {
  it.each([
    { what: 'no gzip', write: () => Buffer.from('no gzip'), path: '' },
    { what: 'no JSON', write: () => 'no JSON\n', path: '' },
    { what: 'few bytes that unzip to 24 million lines', write: () => BOMB, path: '' },
    { what: 'lines of hosts of another account', write: neighbourLines, path: 'accountId' },
    {
      what: "lines of another account beside its own hosts'",
      write: (key: string, object: StoredObject) => `${neighbourLines(key)}${textOf(object)}`,
      path: 'accountId',
    },
  ])('changes no other place’s bins or hosts: $what', async ({ write, path }) => {
    const hub = startHub(written(write));
    const { unreadPlaces } = await score(hub);
    expect(unreadPlaces).toMatchObject([
      {
        accountId: '222233334444',
        region: 'us-east-1',
        problem: { file: expect.any(String), line: 1, path },
      },
    ]);
    expect(binsOfOthers(hub)).toEqual(binsOfOthers(alone));
    const identity = ({ accountId, region, hostId }: ReturnType<typeof hostsOf>[number]) =>
      `${accountId} ${region} ${hostId}`;
    const others = hostsOf(alone).filter((host) => !ofPlace(host));
    expect(hostsOf(hub).map(identity).sort()).toEqual(others.map(identity).sort());
  });

  it('is waited for: late samples make the bins that they would have made in time', async () => {
    const isLate = (key: string) => /\/2[123]00\.ndjson/.test(key);
    const hub = startHub(written((key, object) => (isLate(key) ? null : textOf(object))));
    expect(hub.keys(`samples/${PLACE}`)).toHaveLength(3);
    expect((await score(hub)).unreadPlaces).toBeUndefined();
    expect(binsOfOthers(hub)).toEqual(binsOfOthers(alone));
    // A place that is silent has its hosts still.
    expect(hostsOf(hub).filter(ofPlace)).toHaveLength(hostsOf(alone).filter(ofPlace).length);
    const kept = [...(hub.endpoint.objects(BUCKET) ?? [])].filter(([key]) => /^(bins|samples)/.test(key));
    const late = archivedPlaces().filter(([key]) => isSample(key, PLACE) && isLate(key));
    const later = startHub([...kept, ...late]);
    await score(later);
    const binsOfPlace = (of: Hub) => of.keys(`bins/${PLACE}`).map((key) => [key, of.read(key)]);
    expect(binsOfPlace(later)).toEqual(binsOfPlace(alone));
    expect(binsOfPlace(hub)).not.toEqual(binsOfPlace(alone));
  });
});
