import { type EC2Client, type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { HostIdentity } from '../domain/records/sample.ts';

/** Hosts younger than this may not yet run what they are for, nor have told SSM of themselves. */
const SETTLING_SECONDS = 600;

export interface FleetQuery {
  accountId: string;
  region: string;
  tag: { key: string; value: string };
  roleTagKey: string;
  /** Hosts launched after `at - SETTLING_SECONDS` don't count. */
  at: Date;
}

/** The hosts that should answer: those with the fleet's tag that run and have settled, ordered by id. */
export async function listHosts(ec2: EC2Client, query: FleetQuery): Promise<HostIdentity[]> {
  const pages = paginateDescribeInstances(
    { client: ec2, pageSize: 1000 },
    {
      Filters: [
        { Name: `tag:${query.tag.key}`, Values: [query.tag.value] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    },
  );
  const hosts: HostIdentity[] = [];
  for await (const page of pages) {
    const instances = page.Reservations?.flatMap((reservation) => reservation.Instances ?? []) ?? [];
    hosts.push(...instances.flatMap((instance) => identify(instance, query)));
  }
  return hosts.sort((a, b) => (a.hostId < b.hostId ? -1 : 1));
}

function identify(instance: Instance, { accountId, region, roleTagKey, at }: FleetQuery): HostIdentity[] {
  const launchedAt = instance.LaunchTime?.getTime() ?? 0;
  if (instance.InstanceId === undefined || launchedAt > at.getTime() - SETTLING_SECONDS * 1000) return [];
  const tag = (key: string) => instance.Tags?.find(({ Key }) => Key === key)?.Value || null;
  return [
    {
      hostId: instance.InstanceId,
      accountId,
      region,
      availabilityZone: instance.Placement?.AvailabilityZone ?? null,
      role: tag(roleTagKey),
      name: tag('Name'),
    },
  ];
}
