import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { failureOf, host, hostIdOf, startEndpoint } from './fleet.ts';
import type { Started } from './ssm-calls.ts';

describe('DescribeInstanceInformation', () => {
  const fleet = [
    host(0),
    host(1, { state: 'stopped' }),
    host(2, { state: 'terminated' }),
    host(3, { managed: false }),
    host(4, { tags: { Fleet: 'other' } }),
  ];
  const describeHosts = async ({ ssm }: Started, input: DescribeInstanceInformationCommandInput) =>
    (await ssm.send(new DescribeInstanceInformationCommand(input))).InstanceInformationList ?? [];

  it.each<{ filters: DescribeInstanceInformationCommandInput['Filters']; found: string[] }>([
    { filters: [], found: ['0 Online', '1 ConnectionLost', '4 Online'] },
    { filters: [{ Key: 'tag:Fleet', Values: ['haproxy'] }], found: ['0 Online', '1 ConnectionLost'] },
    { filters: [{ Key: 'tag-key', Values: ['Name'] }], found: ['0 Online', '1 ConnectionLost'] },
    { filters: [{ Key: 'PingStatus', Values: ['Online'] }], found: ['0 Online', '4 Online'] },
    { filters: [{ Key: 'InstanceIds', Values: [hostIdOf(4)] }], found: ['4 Online'] },
  ])('finds $found with $filters', async ({ filters, found }) => {
    const list = await describeHosts(await startEndpoint({ hosts: fleet }), { Filters: filters });
    expect(list.map(({ InstanceId, PingStatus }) => `${Number(InstanceId?.slice(2))} ${PingStatus}`)).toEqual(
      found,
    );
  });

  it.each<{ input: DescribeInstanceInformationCommandInput; name: string }>([
    { input: { MaxResults: 4 }, name: 'ValidationException' },
    { input: { MaxResults: 51 }, name: 'ValidationException' },
    { input: { Filters: [{ Key: 'Colour', Values: ['red'] }] }, name: 'InvalidFilterKey' },
    {
      input: {
        Filters: [
          { Key: 'tag:Fleet', Values: ['a'] },
          { Key: 'PingStatus', Values: ['Online'] },
        ],
      },
      name: 'InvalidInstanceInformationFilterValue',
    },
  ])('refuses $input with $name', async ({ input, name }) => {
    expect(await failureOf(describeHosts(await startEndpoint({ hosts: fleet }), input))).toMatchObject({
      name,
    });
  });
});
