import { describe, expect, it } from 'vitest';
import { HOST_ALARMS, HUB_ALARMS } from '../../../infra/local/aws/alarms/host-alarms.ts';
import { IN_SHARDS } from '../in-shards.ts';
import { templateAlarms } from './template-alarms.ts';
import { watchedTemplate } from './watched-stack.ts';

const HOST_ALARM_IDS = ['HostLeaks', 'MemoryNearPressure', 'LimitExpected', 'CoverageLow', 'FleetEmpty'];

const HUB_ALARM_IDS = [...HOST_ALARM_IDS, 'PlaceSilent', 'PlacesNotWatched'];

const ofStack = (ids: readonly string[], chosen: object) =>
  templateAlarms(watchedTemplate({}, undefined, chosen))
    .filter(({ id }) => ids.includes(id))
    .map(({ description: _, actions: __, metrics, ...alarm }) => ({ ...alarm, metrics: [...metrics] }));

describe.each([
  { what: 'the stack', file: 'host-alarms', read: HOST_ALARMS, ids: HOST_ALARM_IDS, chosen: {} },
  {
    what: 'a hub',
    file: 'hub-alarms',
    read: HUB_ALARMS,
    ids: HUB_ALARM_IDS,
    chosen: { organization: IN_SHARDS.organization },
  },
])('the alarms of simulations', ({ what, file, read, ids, chosen }) => {
  const expected = ofStack(ids, chosen);

  it(`are those of ${what}`, async () => {
    await expect(`${JSON.stringify(expected, null, 2)}\n`).toMatchFileSnapshot(
      `../../../infra/local/aws/alarms/${file}.json`,
    );
  });

  it(`are read back whole: ${what}`, () => {
    expect(read.map(({ id }) => id)).toEqual(ids);
    expect(read.map(({ metrics, ...alarm }) => ({ ...alarm, metrics: [...metrics] }))).toEqual(expected);
  });
});
