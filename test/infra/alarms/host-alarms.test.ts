import { expect, it } from 'vitest';
import { HOST_ALARMS } from '../../../infra/local/aws/alarms/host-alarms.ts';
import { templateAlarms } from './template-alarms.ts';
import { watchedTemplate } from './watched-stack.ts';

const HOST_ALARM_IDS = ['HostLeaks', 'MemoryNearPressure', 'LimitExpected', 'CoverageLow', 'FleetEmpty'];

const ofStack = templateAlarms(watchedTemplate())
  .filter(({ id }) => HOST_ALARM_IDS.includes(id))
  .map(({ description: _, actions: __, metrics, ...alarm }) => ({ ...alarm, metrics: [...metrics] }));

it('the alarms of simulations are those of the stack', async () => {
  await expect(`${JSON.stringify(ofStack, null, 2)}\n`).toMatchFileSnapshot(
    '../../../infra/local/aws/alarms/host-alarms.json',
  );
});

it('are read back whole', () => {
  expect(HOST_ALARMS.map(({ id }) => id)).toEqual(HOST_ALARM_IDS);
  expect(HOST_ALARMS.map(({ metrics, ...alarm }) => ({ ...alarm, metrics: [...metrics] }))).toEqual(ofStack);
});
