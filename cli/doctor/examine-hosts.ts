import {
  type InstanceInformation,
  paginateDescribeInstanceInformation,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { listHosts } from '../../lambdas/aws/ec2-inventory.ts';
import type { HostIdentity } from '../../lambdas/domain/records/sample.ts';
import { type Diagnosis, hosts, looking, type Patient, some } from './diagnosis.ts';

/** Does the tag match hosts, not too many of them, have they a role, and does SSM reach each? */
export const examineHosts = (patient: Patient): Promise<Diagnosis[]> =>
  looking('fleet tag', 'ec2:DescribeInstances', async () => {
    const { config, now } = patient;
    const query = { ...patient, tag: config.fleetTag, roleTagKey: config.roleTagKey, at: now };
    const fleet = await listHosts(patient.ec2, query);
    const tag = `${config.fleetTag.key}=${config.fleetTag.value}`;
    if (fleet.length === 0) {
      return [
        {
          check: 'fleet tag',
          state: 'problem',
          says: `no instance in ${patient.region} that has run for 10 minutes carries ${tag}`,
          fix: 'tag the load balancers, or correct fleetTag in cdk.json',
        },
      ];
    }
    return [
      sizeOf(fleet.length, tag, config.largestFleet),
      roles(fleet, config.roleTagKey),
      ...(await looking('SSM agents', 'ssm:DescribeInstanceInformation', () => agents(patient.ssm, fleet))),
    ];
  });

function sizeOf(count: number, tag: string, largestFleet: number): Diagnosis {
  const says = `${hosts(count)} with ${tag}`;
  if (count <= largestFleet) return { check: 'fleet tag', state: 'ok', says };
  return {
    check: 'fleet tag',
    state: 'problem',
    says: `${says}; the functions have memory and time for ${largestFleet}`,
    fix: `set largestFleet in cdk.json to more than ${count}, and deploy`,
  };
}

function roles(fleet: readonly HostIdentity[], key: string): Diagnosis {
  const without = fleet.filter(({ role }) => role === null);
  if (without.length === 0) return { check: 'role tag', state: 'ok', says: `each host has a tag ${key}` };
  return {
    check: 'role tag',
    state: 'problem',
    says: `${hosts(without.length)} without a tag ${key}: ${some(without.map(({ hostId }) => hostId))}`,
    fix: 'tag them: hosts of one role are compared with each other, those without one only among themselves',
  };
}

async function agents(ssm: SSMClient, fleet: readonly HostIdentity[]): Promise<Diagnosis[]> {
  const instances = new Map<string, InstanceInformation>();
  for await (const page of paginateDescribeInstanceInformation({ client: ssm, pageSize: 50 }, {})) {
    for (const instance of page.InstanceInformationList ?? [])
      instances.set(instance.InstanceId ?? '', instance);
  }
  const silent = fleet.filter(({ hostId }) => !instances.has(hostId)).map(({ hostId }) => hostId);
  const lost = fleet
    .filter(({ hostId }) => instances.has(hostId) && instances.get(hostId)?.PingStatus !== 'Online')
    .map(({ hostId }) => hostId);
  if (silent.length + lost.length === 0) {
    return [{ check: 'SSM agents', state: 'ok', says: 'SSM reaches each host' }];
  }
  return [
    ...(silent.length === 0
      ? []
      : [
          {
            check: 'SSM agents',
            state: 'problem',
            says: `SSM doesn't know ${hosts(silent.length)}: ${some(silent)}`,
            fix: 'give each the policy AmazonSSMManagedInstanceCore, a way to the SSM endpoints, and a running amazon-ssm-agent',
          } as const,
        ]),
    ...(lost.length === 0
      ? []
      : [
          {
            check: 'SSM agents',
            state: 'problem',
            says: `SSM has lost ${hosts(lost.length)}: ${some(lost)}`,
            fix: 'systemctl status amazon-ssm-agent there, and its way to the SSM endpoints',
          } as const,
        ]),
  ];
}
