import type { DescribeInstanceInformationCommandOutput, InstanceInformation } from '@aws-sdk/client-ssm';
import type * as z from 'zod';
import type { LocalHost } from '../hosts/local-host.ts';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import { pageOf } from './page.ts';
import { DescribeInstanceInformationInput } from './ssm-inputs.ts';

type Filters = z.infer<typeof DescribeInstanceInformationInput>['Filters'];

/** DescribeInstanceInformation: what SSM knows; a stopped host has lost its connection, a terminated one is gone. */
export function describeInstanceInformation(
  body: unknown,
  hosts: readonly LocalHost[],
  now: Date,
): Omit<DescribeInstanceInformationCommandOutput, '$metadata'> {
  const { MaxResults, NextToken, Filters } = parseInput(DescribeInstanceInformationInput, body);
  checkFilters(Filters);
  const managedHosts = hosts.filter(({ managed, state }) => managed && state !== 'terminated');
  const matching = managedHosts.filter((host) => Filters.every((filter) => matches(host, filter)));
  const page = pageOf(matching, MaxResults, NextToken);
  if (!page) throw new AwsError('InvalidNextToken', "The specified token isn't valid.");
  return {
    InstanceInformationList: page.items.map((host) => view(host, now)),
    ...(page.nextToken && { NextToken: page.nextToken }),
  };
}

const isTagFilter = ({ Key }: Filters[number]): boolean => Key === 'tag-key' || Key.startsWith('tag:');

function checkFilters(filters: Filters): void {
  const unknown = filters.find(
    (filter) => !isTagFilter(filter) && !['InstanceIds', 'PingStatus'].includes(filter.Key),
  );
  if (unknown) throw new AwsError('InvalidFilterKey', `The filter key ${unknown.Key} isn't valid.`);
  if (filters.some(isTagFilter) && !filters.every(isTagFilter)) {
    const message = 'Tag filters cannot be combined with other filter types.';
    throw new AwsError('InvalidInstanceInformationFilterValue', message);
  }
}

function matches(host: LocalHost, { Key, Values }: Filters[number]): boolean {
  if (Key === 'InstanceIds') return Values.includes(host.hostId);
  if (Key === 'PingStatus') return Values.includes(pingStatus(host));
  if (Key === 'tag-key') return Values.some((key) => Object.hasOwn(host.tags, key));
  const value = host.tags[Key.slice('tag:'.length)];
  return value !== undefined && Values.includes(value);
}

const pingStatus = ({ state }: LocalHost): 'Online' | 'ConnectionLost' =>
  state === 'running' ? 'Online' : 'ConnectionLost';

const view = (host: LocalHost, now: Date): InstanceInformation => ({
  InstanceId: host.hostId,
  PingStatus: pingStatus(host),
  LastPingDateTime: now,
  PlatformType: 'Linux',
  ResourceType: 'EC2Instance',
});
