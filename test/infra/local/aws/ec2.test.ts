import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  type Filter,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { failureOf, host, hostIdOf, hosts, startEndpoint } from './fleet.ts';

type Started = Awaited<ReturnType<typeof startEndpoint>>;

const FLEET = [
  host(0, { tags: { Fleet: 'haproxy', Role: 'edge', Name: 'a<b>&"c"' } }),
  host(1, { tags: { Fleet: 'haproxy', Role: 'inner' }, availabilityZone: 'eu-west-1b' }),
  host(2, { tags: { Fleet: 'haproxy', Role: 'edge' }, state: 'stopped' }),
  host(3, { tags: { Fleet: 'other' }, managed: false }),
  host(4, { launchedAt: new Date('2026-11-22T16:05:01Z') }),
];

const describeInstances = async ({ ec2 }: Started, input: DescribeInstancesCommandInput = {}) => {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
};

describe('DescribeInstances', () => {
  it.each<{ filters: Filter[]; found: number[] }>([
    { filters: [], found: [0, 1, 2, 3] },
    { filters: [{ Name: 'tag:Fleet', Values: ['haproxy'] }], found: [0, 1, 2] },
    { filters: [{ Name: 'tag:Fleet', Values: ['haproxy', 'other'] }], found: [0, 1, 2, 3] },
    { filters: [{ Name: 'tag:Fleet', Values: ['HAPROXY'] }], found: [] },
    { filters: [{ Name: 'tag:Fleet', Values: ['ha*y'] }], found: [0, 1, 2] },
    { filters: [{ Name: 'tag:Role', Values: ['?dge'] }], found: [0, 2] },
    { filters: [{ Name: 'tag:Role', Values: ['.*'] }], found: [] },
    { filters: [{ Name: 'tag-key', Values: ['Role'] }], found: [0, 1, 2] },
    { filters: [{ Name: 'instance-state-name', Values: ['stopped'] }], found: [2] },
    { filters: [{ Name: 'instance-id', Values: [hostIdOf(3)] }], found: [3] },
    { filters: [{ Name: 'availability-zone', Values: ['eu-west-1b'] }], found: [1] },
    {
      filters: [
        { Name: 'tag:Role', Values: ['edge'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
      found: [0],
    },
  ])('finds $found with the filters $filters of row %#', async ({ filters, found }) => {
    const started = await startEndpoint({ hosts: FLEET });
    const instances = await describeInstances(started, { Filters: filters });
    expect(instances.map(({ InstanceId }) => InstanceId)).toEqual(found.map(hostIdOf));
  });

  it('returns what the inventory needs', async () => {
    const started = await startEndpoint({ hosts: FLEET });
    const [instance] = await describeInstances(started, { InstanceIds: [hostIdOf(0)] });
    expect(instance).toMatchObject({
      InstanceId: hostIdOf(0),
      State: { Name: 'running', Code: 16 },
      Placement: { AvailabilityZone: 'eu-west-1a' },
      LaunchTime: new Date('2026-11-01T00:00:00Z'),
      Tags: expect.arrayContaining([{ Key: 'Name', Value: 'a<b>&"c"' }]),
    });
  });

  it('shows a host from its launch on', async () => {
    const started = await startEndpoint({ hosts: FLEET });
    expect(await describeInstances(started)).toHaveLength(4);
    started.advance(2);
    expect(await describeInstances(started)).toHaveLength(5);
  });

  it.each([
    { pageSize: 5, pages: 3 },
    { pageSize: 11, pages: 1 },
    { pageSize: 1000, pages: 1 },
  ])('pages 11 hosts by $pageSize', async ({ pageSize, pages }) => {
    const started = await startEndpoint({ hosts: hosts(11) });
    const found = [];
    for await (const page of paginateDescribeInstances({ client: started.ec2, pageSize }, {}))
      found.push(page);
    expect(found).toHaveLength(pages);
    expect(found.flatMap(({ Reservations = [] }) => Reservations)).toHaveLength(11);
  });

  it.each<{ input: DescribeInstancesCommandInput; name: string }>([
    { input: { MaxResults: 4 }, name: 'InvalidParameterValue' },
    { input: { MaxResults: 1001 }, name: 'InvalidParameterValue' },
    { input: { MaxResults: 5, InstanceIds: [hostIdOf(0)] }, name: 'InvalidParameterCombination' },
    { input: { InstanceIds: ['i-00000000000009999'] }, name: 'InvalidInstanceID.NotFound' },
    { input: { Filters: [{ Name: 'colour', Values: ['red'] }] }, name: 'InvalidParameterValue' },
    { input: { NextToken: 'made-up' }, name: 'InvalidNextToken' },
  ])('refuses $input with $name', async ({ input, name }) => {
    const started = await startEndpoint({ hosts: FLEET });
    expect(await failureOf(describeInstances(started, input))).toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('GetCallerIdentity', () => {
  it('names the account', async () => {
    const { sts } = await startEndpoint();
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:iam::111122223333:user/auditor',
    });
  });
});
