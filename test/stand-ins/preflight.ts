import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Attachment, CreateEmailIdentityCommand, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import {
  CreateDocumentCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
} from '@aws-sdk/client-ssm';
import type { FunctionClients } from '../../cli/function-clients.ts';
import type { Inbox } from './inbox.ts';

/** What the auditor's modules need of AWS, each tried by plain calls that are none of the auditor's. */
export const ABILITIES = {
  'instances by tag and state': async ({ ec2 }: FunctionClients) => {
    const tags = (value: string) => [
      { ResourceType: 'instance' as const, Tags: [{ Key: 'preflight', Value: value }] },
    ];
    const image = { ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 };
    await ec2.send(new RunInstancesCommand({ ...image, TagSpecifications: tags('yes') }));
    await ec2.send(new RunInstancesCommand({ ...image, TagSpecifications: tags('no') }));
    const filters = [
      { Name: 'tag:preflight', Values: ['yes'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: filters }));
    const found = Reservations.flatMap(({ Instances = [] }) => Instances);
    if (found.length !== 1) throw new Error(`${found.length} of 2 instances have the tag of 1`);
  },
  'documents of SSM': async ({ ssm }: FunctionClients) => {
    const step = { action: 'aws:runShellScript', name: 'a', inputs: { runCommand: ['true'] } };
    const Content = JSON.stringify({ schemaVersion: '2.2', description: 'a', mainSteps: [step] });
    await ssm.send(
      new CreateDocumentCommand({
        Name: 'preflight',
        Content,
        DocumentType: 'Command',
        DocumentFormat: 'JSON',
      }),
    );
  },
  ListCommands: async ({ ssm }: FunctionClients) => {
    await ssm.send(new ListCommandsCommand({}));
  },
  ListCommandInvocations: async ({ ssm }: FunctionClients) => {
    await ssm.send(new ListCommandInvocationsCommand({}));
  },
  'writes of S3 that must be the first': async ({ s3 }: FunctionClients) => {
    const write = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'preflight', Key: 'once', Body, IfNoneMatch: '*' }));
    await write('first');
    const second = await write('second').catch((error: unknown) => error);
    if (!(second instanceof Error)) throw new Error('the second was written over the first');
    if (second.name !== 'PreconditionFailed') throw second;
  },
  'writes of S3 over a known version': async ({ s3 }: FunctionClients) => {
    const write = (Body: string, IfMatch?: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'preflight', Key: 'versions', Body, IfMatch }));
    const { ETag } = await write('first');
    await write('second', ETag);
    const third = await write('third', ETag).catch((error: unknown) => error);
    if (!(third instanceof Error)) throw new Error('the third was written over the second');
    if (third.name !== 'PreconditionFailed') throw third;
  },
  'metrics at the instant they are of': ({ cloudwatch }: FunctionClients) =>
    metricsComeBack(cloudwatch, 'Small', 1),
  // The SDK compresses a request from 10,240 bytes on.
  'compressed metrics': ({ cloudwatch }: FunctionClients) => metricsComeBack(cloudwatch, 'Large', 400),
  events: async ({ eventbridge }: FunctionClients) => {
    const entry = { Source: 'preflight', DetailType: 'a', Detail: '{}', Time: new Date() };
    const { FailedEntryCount } = await eventbridge.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount !== 0) throw new Error(`${FailedEntryCount} of 1 events failed`);
  },
  'messages of SNS': async ({ sns }: FunctionClients) => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'preflight' }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'a' }));
  },
  'e-mails of verified senders': async ({ ses }: FunctionClients, inbox: Inbox) => {
    const refused = await ses.send(plainMail('stranger@preflight.example')).catch((error: unknown) => error);
    if (!(refused instanceof Error)) throw new Error('the mail of a stranger was taken');
    if (refused.name !== 'MessageRejected') throw refused;
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'a@preflight.example' }));
    await ses.send(plainMail('a@preflight.example'));
    const mails = await inbox.mails();
    if (mails.length !== 1) throw new Error(`${mails.length} mails came in, not 1`);
  },
  'attachments of e-mails': async ({ ses }: FunctionClients, inbox: Inbox) => {
    const RawContent = new TextEncoder().encode('a,b');
    const attachment = { FileName: 'preflight.csv', ContentType: 'text/csv', RawContent };
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'b@preflight.example' }));
    await ses.send(plainMail('b@preflight.example', [attachment]));
    if (!(await inbox.text()).includes('preflight.csv')) throw new Error('taken, and shown nowhere');
  },
} as const satisfies Record<string, (clients: FunctionClients, inbox: Inbox) => Promise<void>>;
export type Ability = keyof typeof ABILITIES;

/** What a stand-in can't do, with what it answered instead. */
export async function preflight(clients: FunctionClients, inbox: Inbox): Promise<Map<Ability, string>> {
  const lacks = new Map<Ability, string>();
  for (const [ability, attempt] of Object.entries(ABILITIES) as [Ability, (typeof ABILITIES)[Ability]][]) {
    try {
      await attempt(clients, inbox);
    } catch (error) {
      const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      lacks.set(ability, said.split('\n')[0]?.slice(0, 120) ?? '');
    }
  }
  return lacks;
}

function plainMail(FromEmailAddress: string, Attachments: Attachment[] = []): SendEmailCommand {
  const Simple = { Subject: { Data: 'a' }, Body: { Text: { Data: 'b' } }, Attachments };
  return new SendEmailCommand({
    FromEmailAddress,
    Destination: { ToAddresses: ['somebody@preflight.example'] },
    Content: { Simple },
  });
}

async function metricsComeBack(cloudwatch: CloudWatchClient, name: string, count: number): Promise<void> {
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 600_000);
  const MetricData = Array.from(
    { length: count },
    (_, index): MetricDatum => ({
      MetricName: name,
      Timestamp: minute,
      Value: index + 1,
      Unit: 'Count',
      Dimensions: [{ Name: 'Place', Value: `place ${index}` }],
    }),
  );
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Preflight', MetricData }));
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      ...{ Namespace: 'Preflight', MetricName: name, Period: 60, Statistics: ['Maximum'] },
      Dimensions: [{ Name: 'Place', Value: `place ${count - 1}` }],
      StartTime: new Date(minute.getTime() - 60_000),
      EndTime: new Date(minute.getTime() + 120_000),
    }),
  );
  const [point] = Datapoints;
  if (
    Datapoints.length !== 1 ||
    point?.Maximum !== count ||
    point.Timestamp?.getTime() !== minute.getTime()
  ) {
    throw new Error(`${count} went in, ${JSON.stringify(Datapoints)} came out`);
  }
}
