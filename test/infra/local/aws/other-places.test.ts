import { type CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DescribeDocumentCommand, ListCommandsCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { mountedClientConfig } from '../../../../infra/local/aws/client-config.ts';
import { archivePolicy, DEMO_ORGANIZATION_ID, spokeRoleArn } from '../../../../infra/local/demo/spokes.ts';
import { probeDocument } from '../../../../lambdas/probe/probe-document.ts';
import { BUCKET, clientsOf, failureOf, host, startEndpoint } from './fleet.ts';

const HUB = { accountId: '111122223333', region: 'eu-west-1' };
const MEMBER = '444455556666';
const PLACES = [
  { accountId: HUB.accountId, region: 'us-east-1' },
  { accountId: MEMBER, region: 'eu-west-1' },
  { accountId: MEMBER, region: 'us-east-1' },
];

/** A hub and three other places: clients of each sign with a key of their own role. */
async function start(policies = new Map([[BUCKET, archivePolicy(BUCKET)]])) {
  const otherPlaces = PLACES.map((place, number) => ({
    ...place,
    roleArn: spokeRoleArn(place),
    credentials: { accessKeyId: `AKID${number}`, secretAccessKey: `made-for-${number}` },
    hosts: [host(number + 10)],
    documents: new Map([[`probe-${number}`, JSON.stringify(probeDocument())]]),
  }));
  const started = await startEndpoint({
    ...HUB,
    otherPlaces,
    bucketPolicies: policies,
    organizationId: DEMO_ORGANIZATION_ID,
  });
  const configs = otherPlaces.map((place) => mountedClientConfig(started.endpoint, started.url, place));
  const spokes = configs.map((config) => ({
    ...clientsOf(config),
    // A bucket is asked in its own region.
    s3: clientsOf({ ...config, region: HUB.region }).s3,
  }));
  const [inOwnAccount, inRegion, member] = spokes;
  if (!inOwnAccount || !inRegion || !member) throw new Error('three places');
  return { ...started, configs, inOwnAccount, inRegion, member };
}

describe('accounts and regions of one endpoint', () => {
  it('are told by the access key and the region of the signature', async () => {
    const { sts, inOwnAccount, inRegion, member } = await start();
    const who = await Promise.all(
      [{ sts }, inOwnAccount, inRegion, member].map(({ sts }) => sts.send(new GetCallerIdentityCommand({}))),
    );
    expect(who.map(({ Account, Arn }) => [Account, Arn?.split('/').at(-1)])).toEqual([
      [HUB.accountId, 'auditor'],
      [HUB.accountId, 'HaproxyFleetAuditor-Spoke-us-east-1'],
      [MEMBER, 'HaproxyFleetAuditor-Spoke-eu-west-1'],
      [MEMBER, 'HaproxyFleetAuditor-Spoke-us-east-1'],
    ]);
  });

  it('have hosts, documents, commands and metrics of their own', async () => {
    const { ec2, ssm, cloudwatch, inRegion, member } = await start();
    const hostsOf = async (client: EC2Client) => {
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
      return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
    };
    expect(await hostsOf(member.ec2)).toEqual([host(12).hostId]);
    expect(await hostsOf(ec2)).toEqual([0, 1, 2].map((index) => host(index).hostId));
    const targets = [{ Key: 'InstanceIds', Values: [host(12).hostId] }];
    await member.ssm.send(new SendCommandCommand({ DocumentName: 'probe-2', Targets: targets }));
    const document = new DescribeDocumentCommand({ Name: 'probe-2' });
    await member.ssm.send(document);
    for (const other of [ssm, inRegion.ssm]) {
      expect(await failureOf(other.send(document))).toMatchObject({ name: 'InvalidDocument' });
      expect((await other.send(new ListCommandsCommand({}))).Commands).toEqual([]);
    }
    expect((await member.ssm.send(new ListCommandsCommand({}))).Commands).toHaveLength(1);
    const data = { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1 }] };
    await member.cloudwatch.send(new PutMetricDataCommand(data));
    const metricsOf = async (client: CloudWatchClient) =>
      (await client.send(new ListMetricsCommand({}))).Metrics?.length;
    expect(await metricsOf(member.cloudwatch)).toBe(1);
    for (const other of [cloudwatch, inRegion.cloudwatch]) expect(await metricsOf(other)).toBe(0);
  });

  it('refuse a region that an account has nothing in, and the secret of another key', async () => {
    const { configs } = await start();
    const [, , member] = configs;
    if (!member) throw new Error('three places');
    const ask = (overrides: object) =>
      failureOf(clientsOf({ ...member, ...overrides }).ssm.send(new ListCommandsCommand({})));
    expect(await ask({ region: 'ap-southeast-2' })).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('valid region'),
    });
    const credentials = { accessKeyId: 'AKID2', secretAccessKey: 'made-for-1' };
    expect(await ask({ credentials })).toMatchObject({ name: 'InvalidSignatureException' });
    expect(await ask({ credentials: { ...credentials, accessKeyId: 'AKID9' } })).toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('ask for a bucket in its own region alone', async () => {
    const { configs } = await start();
    const [, , config] = configs;
    if (!config) throw new Error('three places');
    const call = clientsOf(config).s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'samples/a' }));
    expect(await failureOf(call)).toMatchObject({ message: expect.stringContaining('valid region') });
  });
});

describe("a hub's bucket", () => {
  const inPlace = (accountId: string, region: string, folder = 'samples') =>
    `${folder}/account=${accountId}/region=${region}/date=2026-11-22/1605.ndjson.gz`;
  const OWN = inPlace(MEMBER, 'us-east-1');

  it.each([
    { what: 'a run of its own', key: OWN, answer: undefined },
    { what: 'a trial of its own', key: inPlace(MEMBER, 'us-east-1', 'trials'), answer: undefined },
    { what: "another account's", key: inPlace(HUB.accountId, 'us-east-1'), answer: 'AccessDenied' },
    { what: "another region's", key: inPlace(MEMBER, 'eu-west-1'), answer: 'AccessDenied' },
    { what: 'an assessment', key: inPlace(MEMBER, 'us-east-1', 'assessments'), answer: 'AccessDenied' },
  ])('takes from a spoke what its policy says: $what', async ({ key, answer }) => {
    const { s3, member } = await start();
    const object = { Bucket: BUCKET, Key: key };
    const put = () => member.s3.send(new PutObjectCommand({ ...object, Body: 'a', IfNoneMatch: '*' }));
    expect((await failureOf(put()))?.name).toBe(answer);
    // The hub itself reads and writes all of it.
    if (answer) await s3.send(new PutObjectCommand({ ...object, Body: 'a' }));
    expect((await failureOf(member.s3.send(new GetObjectCommand(object))))?.name).toBe(answer);
    expect(await failureOf(s3.send(new GetObjectCommand(object)))).toBeUndefined();
  });

  it('takes nothing twice, and deletes and lists nothing', async () => {
    const { s3, member } = await start();
    const object = { Bucket: BUCKET, Key: OWN };
    await member.s3.send(new PutObjectCommand({ ...object, Body: 'a', IfNoneMatch: '*' }));
    const again = (IfNoneMatch?: string) =>
      failureOf(member.s3.send(new PutObjectCommand({ ...object, Body: 'b', IfNoneMatch })));
    expect(await again('*')).toMatchObject({ name: 'PreconditionFailed' });
    expect(await again()).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const denied = { name: 'AccessDenied' };
    expect(await failureOf(member.s3.send(new DeleteObjectCommand(object)))).toMatchObject(denied);
    const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix: OWN });
    expect(await failureOf(member.s3.send(list))).toMatchObject(denied);
    expect((await s3.send(list)).Contents).toHaveLength(1);
  });

  it('does not say what is missing to whoever can not list it', async () => {
    const { s3, member } = await start();
    const missing = new GetObjectCommand({ Bucket: BUCKET, Key: OWN });
    expect(await failureOf(member.s3.send(missing))).toMatchObject({ name: 'AccessDenied' });
    expect(await failureOf(s3.send(missing))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('lets a role of the own account in another region no further', async () => {
    const { inOwnAccount } = await start();
    const put = (region: string) =>
      failureOf(
        inOwnAccount.s3.send(
          new PutObjectCommand({
            Bucket: BUCKET,
            Key: inPlace(HUB.accountId, region),
            Body: 'a',
            IfNoneMatch: '*',
          }),
        ),
      );
    expect(await put('us-east-1')).toBeUndefined();
    expect(await put(HUB.region)).toMatchObject({ name: 'AccessDenied' });
  });

  it('without a policy lets nobody else in', async () => {
    const { member } = await start(new Map());
    const put = new PutObjectCommand({ Bucket: BUCKET, Key: OWN, Body: 'a', IfNoneMatch: '*' });
    expect(await failureOf(member.s3.send(put))).toMatchObject({ name: 'AccessDenied' });
  });
});
