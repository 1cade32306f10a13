import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { renderDiagnoses } from '../../../cli/commands/doctor.ts';
import type { Patient } from '../../../cli/doctor/diagnosis.ts';
import { examine } from '../../../cli/doctor/examine.ts';
import { type AuditorConfig, readConfig } from '../../../infra/config.ts';
import type { EndpointOptions } from '../../../infra/local/aws/endpoint.ts';
import type { LocalRule } from '../../../infra/local/aws/eventbridge.ts';
import type { StoredMetric } from '../../../infra/local/aws/metric-store.ts';
import type { LocalSubscription, LocalTopic } from '../../../infra/local/aws/sns.ts';
import type { LocalHost } from '../../../infra/local/hosts/local-host.ts';
import { printAcknowledgement, putAcknowledgement } from '../../../lambdas/aws/s3-acknowledgements.ts';
import { putRun } from '../../../lambdas/aws/s3-archive.ts';
import { putAssessment } from '../../../lambdas/aws/s3-assessments.ts';
import { putTrial } from '../../../lambdas/aws/s3-trials.ts';
import { putWatchedPlaces } from '../../../lambdas/aws/s3-watched-places.ts';
import { newPlace } from '../../../lambdas/domain/audit/watch-places.ts';
import { acknowledgementsFolder } from '../../../lambdas/domain/records/archive.ts';
import type { ArchivedAcknowledgement } from '../../../lambdas/domain/records/archived-acknowledgement.ts';
import type { Assessment } from '../../../lambdas/domain/records/assessment.ts';
import type { ProbeTrial } from '../../../lambdas/domain/records/probe-trial.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import type {
  SilenceReason,
  WatchedPlace,
  WatchedPlaces,
} from '../../../lambdas/domain/records/watched-places.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { sampled, unreachable, worker } from '../../domain/samples.ts';
import { BUCKET, host, hostIdOf, hosts, PROBE, startEndpoint } from '../../infra/local/aws/fleet.ts';
import { assessment, leaking } from '../../report/assessed.ts';

const config = readConfig({
  fleetTag: { key: 'Fleet', value: 'haproxy' },
  report: { sender: 'auditor@haproxy.org', recipients: ['sre@haproxy.org', 'edge@haproxy.com'] },
  alarms: { emails: ['sre@haproxy.org'] },
});
const TOPICS = {
  page: 'arn:aws:sns:eu-west-1:111122223333:page',
  notify: 'arn:aws:sns:eu-west-1:111122223333:notify',
};
const mailTo = (endpoint: string, state: LocalSubscription['state']): LocalSubscription => ({
  protocol: 'email',
  endpoint,
  state,
});
const HEARD = [mailTo('sre@haproxy.org', 'confirmed')];
/** Both topics, the one for what can't wait with these subscriptions. */
const topicsWith = (subscriptions: readonly LocalSubscription[]): LocalTopic[] => [
  { arn: TOPICS.page, subscriptions },
  { arn: TOPICS.notify, subscriptions: HEARD },
];
const RULE: LocalRule = {
  name: 'to-pagerduty',
  state: 'ENABLED',
  pattern: { source: ['haproxy-fleet-auditor'] },
  targets: [{ id: 'api', arn: 'arn:aws:events:…:api-destination/a', deadLetterArn: 'arn:aws:sqs:…:lost' }],
};
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const role = (index: number): Partial<LocalHost> => ({
  tags: { Fleet: 'haproxy', role: 'edge', Name: `lb-${index}` },
});
const VERIFIED = { identities: ['auditor@haproxy.org'], sandbox: false };

interface Account extends Partial<EndpointOptions> {
  samples?: readonly Sample[];
  /** Minutes before now that the newest audit was due. */
  auditedMinutesAgo?: number;
  trial?: ProbeTrial | undefined;
  /** Below the archive's `acknowledgements/`, by name. */
  objects?: Readonly<Record<string, string>>;
  accepted?: readonly ArchivedAcknowledgement[];
  latest?: Assessment;
  /** What the hub last saw of its places. */
  watched?: WatchedPlaces;
}

/** What EventBridge publishes of events that it could not deliver for the rule, so many days ago. */
const failedInvocations = (count: number, daysAgo: number): StoredMetric => ({
  namespace: 'AWS/Events',
  metricName: 'FailedInvocations',
  dimensions: [{ name: 'RuleName', value: RULE.name }],
  points: [
    {
      startsAt: Date.parse('2026-11-22T16:00:00Z') - daysAgo * 86_400_000,
      unit: 'Count',
      sampleCount: 1,
      sum: count,
      minimum: count,
      maximum: count,
    },
  ],
});

interface Trouble {
  what: string;
  account: Account;
  check: string;
  says: RegExp;
  fix?: RegExp;
}

/** What the doctor says of an account; without anything else, one in which all is well. */
async function examined(
  {
    samples = [sampled(hostIdOf(0))],
    auditedMinutesAgo = 10,
    trial,
    objects = {},
    accepted = [],
    latest,
    watched,
    ...overrides
  }: Account,
  patient: Partial<
    Pick<Patient, 'bucket' | 'documentName' | 'previousDocumentName' | 'config' | 'topics'>
  > = {},
) {
  const {
    clock,
    config: client,
    ...clients
  } = await startEndpoint({
    hosts: hosts(3, role),
    mail: VERIFIED,
    topics: topicsWith(HEARD),
    ...overrides,
  });
  const at = new Date(clock.at.getTime() - auditedMinutesAgo * 60_000);
  const runAt = at.toISOString().replace('.000Z', 'Z');
  if (clients.endpoint.objects(BUCKET) && samples.length > 0) {
    await putRun(new S3Client(client), BUCKET, { ...PLACE, runAt }, { samples: [...samples] });
  }
  if (trial) await putTrial(new S3Client(client), BUCKET, PLACE, trial);
  const s3 = new S3Client(client);
  const archive = { s3, bucket: BUCKET, ...PLACE };
  for (const [name, Body] of Object.entries(objects))
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: `${acknowledgementsFolder(PLACE)}${name}`, Body }),
    );
  for (const entry of accepted) await putAcknowledgement(archive, entry);
  if (latest) await putAssessment(archive, latest);
  if (watched) await putWatchedPlaces(archive, watched);
  const diagnoses = await examine({
    ...PLACE,
    ...clients,
    ses: new SESv2Client(client),
    sns: new SNSClient(client),
    eventbridge: new EventBridgeClient(client),
    topics: TOPICS,
    config,
    bucket: BUCKET,
    documentName: PROBE,
    previousDocumentName: undefined,
    now: clock.at,
    ...patient,
  });
  return diagnoses;
}

const withScan = (scan: string) =>
  sampled(hostIdOf(1), { processes: [worker({ streams: { ...worker().streams, scan } })] });

describe('auditor doctor of a new probe', () => {
  const documents = new Map(
    [PROBE, 'probe-before'].map((name) => [name, JSON.stringify(probeDocument())] as const),
  );
  const hostOf = (hostId: string, problem: string | null) => ({
    ...{ hostId, role: 'edge', problem, previousProblem: null },
  });
  const trialOf = (verdict: 'accepted' | 'refused', problem: string | null) => ({
    ...{ schema: 1 as const, documentName: PROBE, runAt: '2026-11-22T15:50:00Z', verdict },
    hosts: [hostOf('i-1', null), hostOf('i-2', problem)],
  });

  it.each([
    { trial: undefined, state: 'ok', says: 'auditor-probe is tried on one host a role by the next audit' },
    {
      trial: trialOf('accepted', null),
      state: 'ok',
      says: 'accepted after it ran on 2 hosts at 2026-11-22T15:50:00Z',
    },
    {
      trial: trialOf('refused', 'NoJsonLine'),
      state: 'problem',
      says: 'refused at 2026-11-22T15:50:00Z; hosts go on with probe-before. It failed on i-2 (NoJsonLine)',
    },
  ])('says how its trial stands: $says', async ({ trial, state, says }) => {
    const diagnoses = await examined({ documents, trial }, { previousDocumentName: 'probe-before' });
    expect(diagnoses.filter(({ check }) => check === 'probe document')).toHaveLength(2);
    expect(diagnoses.filter(({ check }) => check === 'probe trial')).toMatchObject([{ state, says }]);
  });

  it('misses the document before it', async () => {
    const diagnoses = await examined({}, { previousDocumentName: 'probe-before' });
    expect(diagnoses).toContainEqual(expect.objectContaining({ says: 'no document probe-before' }));
  });
});

describe('auditor doctor of a hub', () => {
  const hub = {
    ...config,
    organization: { id: 'o-a1b2c3d4e5', organizationalUnitIds: ['ou-ab12-c3d4e5f6'], regions: ['eu-west-1'] },
  } as AuditorConfig;
  const CURRENT = { status: 'SUCCEEDED', reason: null };
  const place = (accountId: string, overrides: Partial<WatchedPlace> = {}): WatchedPlace => ({
    ...newPlace({ accountId, region: 'eu-west-1' }, '2026-11-01T00:00:00Z'),
    stack: CURRENT,
    newest: {
      runAt: '2026-11-22T15:45:00Z',
      hosts: 1,
      ...{ unreachable: 0, malformed: 0, stuckStreams: 0, deadSockets: 0, pressureEvents: null },
      ...{ percentOfPressure: 10, worstHostId: 'i-1' },
    },
    ...overrides,
  });
  const watched = (places: WatchedPlace[], overrides: Partial<WatchedPlaces> = {}): WatchedPlaces => ({
    ...{ schema: 1, watchedAt: '2026-11-22T15:55:00Z', places, told: [] },
    ...{ stackSet: { listedAt: '2026-11-22T15:00:00Z', problem: null } },
    ...overrides,
  });
  const silence = (reason: SilenceReason, detail: string | null = null) => ({
    silence: { since: '2026-11-20T00:00:00Z', reason, detail },
  });
  const said = async (account: Account, of = hub) =>
    (await examined(account, { config: of })).filter(({ check }) => check === 'accounts and regions');
  const [ONE, TWO] = ['222233334444', '333344445555'];

  it('asks nothing of a fleet in one place', async () => {
    expect(await said({ watched: watched([place(ONE, silence('stopped'))]) }, config)).toEqual([]);
  });

  it.each([
    { of: 'nobody looked', account: {}, says: 'nobody has looked at them yet' },
    {
      of: 'each writes',
      account: { watched: watched([place(ONE), place(TWO)]) },
      says: '2 accounts and regions write samples',
      state: 'ok',
    },
    {
      of: 'one has not written yet',
      account: { watched: watched([place(ONE), place(TWO, { newest: null })]) },
      says: `1 account and region writes samples; none yet of ${TWO}/eu-west-1`,
      state: 'ok',
    },
    {
      of: 'one left the StackSet',
      account: { watched: watched([place(ONE), place(TWO, { removedAt: '2026-11-22T10:05:00Z' })]) },
      says: '1 account and region writes samples',
      state: 'ok',
    },
    {
      of: 'the first stack failed',
      account: {
        watched: watched([place(ONE, { newest: null, stack: { status: 'FAILED', reason: 'x' } })]),
      },
      says: `the stack failed in ${ONE}/eu-west-1; nothing was ever written there`,
    },
    {
      of: 'the watch ended',
      account: { watched: watched([place(ONE)], { watchedAt: '2026-11-22T10:05:00Z' }) },
      says: 'they were looked at 360 minutes ago, and not since',
    },
    {
      of: 'one is silent',
      account: { watched: watched([place(ONE), place(TWO, silence('stack-failed', 'AccessDenied'))]) },
      says: `no samples of ${TWO}/eu-west-1: CloudFormation could not deploy or update the stack there (stack-failed): AccessDenied`,
    },
    {
      of: 'an update failed',
      account: { watched: watched([place(ONE, { stack: { status: 'FAILED', reason: 'x' } })]) },
      says: `the stack failed in ${ONE}/eu-west-1; an older one writes samples there`,
    },
    {
      of: 'stacks are not listed',
      account: { watched: watched([], { stackSet: { listedAt: null, problem: 'ValidationError' } }) },
      says: "CloudFormation does not list the StackSet's stacks: ValidationError",
      fix: /delegated administrator/,
    },
    {
      of: 'CloudFormation does not answer',
      account: { watched: watched([], { stackSet: { listedAt: null, problem: 'TimeoutError' } }) },
      says: "CloudFormation does not list the StackSet's stacks: TimeoutError",
      fix: /from their VPC/,
    },
  ])('says that $of', async ({ account, says, state = 'problem', fix }) => {
    expect(await said(account)).toMatchObject([
      { state, says, ...(fix && { fix: expect.stringMatching(fix) }) },
    ]);
  });
});

describe('auditor doctor of acknowledgements', () => {
  const accepted = (target: string): ArchivedAcknowledgement => ({
    schema: 1,
    target,
    kinds: ['stuck-streams'],
    reason: 'known',
    by: 'sre',
    acknowledgedAt: '2026-11-20T08:00:00Z',
    until: '2026-12-20T08:00:00Z',
  });
  const latest = assessment([leaking(1, 200)]);
  const told = async (account: Account, patient: Parameters<typeof examined>[1] = {}) =>
    (await examined(account, patient)).filter(({ check }) => check === 'acknowledgements');

  it('counts those in force', async () => {
    expect(await told({ accepted: [accepted('lb-1'), accepted('lb-*')], latest })).toEqual([
      { check: 'acknowledgements', state: 'ok', says: '2 acknowledgements in force' },
    ]);
  });

  it('names one that names no host, once there is an assessment, and withdraws it', async () => {
    const account = { accepted: [accepted('lb-1'), accepted('web-*')] };
    const { id } = printAcknowledgement(accepted('web-*'));
    expect(await told({ ...account, latest })).toMatchObject([
      {
        state: 'problem',
        says: `${id} names no host of the fleet: web-*`,
        fix: expect.stringMatching(`acknowledge withdraw ${id}`),
      },
    ]);
    expect(await told(account)).toMatchObject([{ state: 'ok' }]);
  });

  it('names one of the configuration that names no host', async () => {
    const { target, reason, until } = accepted('role:web');
    const configured = { ...config, acknowledgements: [{ target, reason, until }] };
    expect(await told({ latest }, { config: configured })).toMatchObject([
      {
        state: 'problem',
        says: expect.stringMatching(/names no host of the fleet: role:web$/),
        fix: expect.stringMatching(/cdk\.json/),
      },
    ]);
  });

  it.each([
    { name: '0123456789abcdef.json', text: '{', says: /0123456789abcdef\.json:1: .*\. It accepts nothing$/ },
    {
      name: '0123456789abcdef.json',
      text: JSON.stringify({ ...accepted('lb-1'), kinds: ['leaks'] }),
      says: /kinds\[0\]: .*stuck-streams.*It accepts nothing$/,
    },
    {
      name: '0123456789abcdef.withdrawn.json',
      text: '{}',
      says: /It withdraws its acknowledgement all the same$/,
    },
  ])('names an object that can not be read: $text', async ({ name, text, says }) => {
    expect(await told({ objects: { [name]: text }, latest })).toEqual([
      {
        check: 'acknowledgements',
        state: 'problem',
        says: expect.stringMatching(says),
        fix: expect.stringMatching(/^delete this object/),
      },
    ]);
  });
});

describe('auditor doctor', () => {
  it('finds nothing where all is well, and says what can only be seen on a host', async () => {
    const diagnoses = await examined({});
    expect(diagnoses.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(diagnoses.filter(({ state }) => state === 'unknown')).toMatchObject([
      {
        says: expect.stringContaining('1344 copies in 14 days, 83 MB and 8064 inodes a host'),
        fix: expect.stringContaining('clean-success'),
      },
    ]);
    expect(diagnoses.map(({ check }) => check)).toEqual([
      'fleet tag',
      'role tag',
      'SSM agents',
      'probe document',
      'archive',
      'answers',
      'socket rights',
      'acknowledgements',
      'mail: sender',
      'mail: account',
      'topic: page',
      'topic: notify',
      'rules of findings',
      'agents: clean-up',
    ]);
  });

  it.each([
    {
      what: 'no host with the tag',
      account: { hosts: hosts(2, () => ({ tags: {} })) },
      check: 'fleet tag',
      says: /^no instance in eu-west-1 .* carries Fleet=haproxy$/,
    },
    {
      what: 'a host without a role',
      account: { hosts: [host(0, role(0)), host(1)] },
      check: 'role tag',
      says: /^1 host without a tag role: i-0+1$/,
    },
    {
      what: 'hosts without an agent',
      account: { hosts: hosts(8, (index) => ({ ...role(index), managed: index === 7 })) },
      check: 'SSM agents',
      says: /^SSM doesn't know 7 hosts: (i-\d+, ){4}i-\d+ and 2 more$/,
    },
    { what: 'no document', account: { documents: new Map() }, check: 'probe document', says: /^no document/ },
    {
      what: 'no bucket',
      account: { buckets: [] },
      check: 'archive',
      says: /^there is no bucket archive-bucket$/,
    },
    { what: 'no audit', account: { samples: [] }, check: 'archive', says: /^no audit since yesterday$/ },
    {
      what: 'an audit of an hour ago',
      account: { auditedMinutesAgo: 60 },
      check: 'archive',
      says: /^the newest audit is 60 minutes old$/,
    },
    {
      what: 'a silent host',
      account: { samples: [sampled(hostIdOf(0)), unreachable(hostIdOf(1), 'DeliveryTimedOut')] },
      check: 'answers',
      says: /^1 host unreachable: DeliveryTimedOut: i-0+1$/,
    },
    {
      what: 'a socket without the right',
      account: { samples: [withScan('skipped: permission')] },
      check: 'socket rights',
      says: /^1 host: skipped: permission: i-0+1$/,
    },
    {
      what: 'no socket',
      account: { samples: [withScan('skipped: no socket')] },
      check: 'socket rights',
      says: /^1 host: skipped: no socket: i-0+1$/,
    },
    {
      what: 'a sender that SES does not know',
      account: { mail: { identities: [], sandbox: false } },
      check: 'mail: sender',
      says: /^SES in eu-west-1 has no identity of auditor@haproxy\.org, its domain or one above$/,
    },
    {
      what: 'a paused configuration set',
      account: { mail: { ...VERIFIED, configurationSet: { name: 'corporate', state: 'paused' as const } } },
      check: 'mail: configuration set',
      says: /^the sender's, corporate, is paused$/,
    },
    {
      what: 'a configuration set that is gone',
      account: { mail: { ...VERIFIED, configurationSet: { name: 'corporate', state: 'missing' as const } } },
      check: 'mail: configuration set',
      says: /^the sender's, corporate, is not there$/,
    },
    {
      what: 'the sandbox',
      account: { mail: { identities: ['auditor@haproxy.org', 'haproxy.org'], sandbox: true } },
      check: 'mail: account',
      says: /not verified: edge@haproxy\.com$/,
    },
    {
      what: 'a topic that nobody has subscribed to',
      account: { topics: topicsWith([]) },
      check: 'topic: page',
      says: /^nobody has subscribed to arn:aws:sns:eu-west-1:111122223333:page$/,
      fix: /alarms\.page\.emails/,
    },
    {
      what: 'a subscription that is pending',
      account: { topics: topicsWith([mailTo('sre@haproxy.org', 'pending')]) },
      check: 'topic: page',
      says: /^not confirmed: sre@haproxy\.org$/,
      fix: /follow the link/,
    },
    {
      what: 'a subscription that was deleted',
      account: { topics: topicsWith([mailTo('sre@haproxy.org', 'deleted')]) },
      check: 'topic: page',
      says: /^the subscription has been deleted: sre@haproxy\.org$/,
      fix: /aws sns subscribe --topic-arn arn:aws:sns:eu-west-1:111122223333:page/,
    },
    {
      what: 'a configured address that does not hear what another one hears',
      account: {
        topics: topicsWith([mailTo('sre@haproxy.org', 'pending'), mailTo('pager@haproxy.org', 'confirmed')]),
      },
      check: 'topic: page',
      says: /^not confirmed: sre@haproxy\.org$/,
    },
    {
      what: 'a topic that is not there',
      account: { topics: topicsWith(HEARD).slice(1) },
      check: 'topic: page',
      says: /^there is no topic arn:aws:sns:eu-west-1:111122223333:page$/,
    },
    {
      what: 'a rule without a dead-letter queue',
      account: { rules: [{ ...RULE, targets: [{ id: 'api', arn: 'arn:a' }] }] },
      check: 'rules of findings',
      says: /^to-pagerduty: no dead-letter queue: api$/,
    },
    {
      what: 'events that could not be delivered',
      account: {
        rules: [RULE],
        published: [failedInvocations(3, 1), failedInvocations(4, 6), failedInvocations(9, 8)],
      },
      check: 'rules of findings',
      says: /^to-pagerduty: 7 events could not be delivered in 7 days$/,
    },
    {
      what: 'a rule that is disabled',
      account: { rules: [{ ...RULE, state: 'DISABLED' }] },
      check: 'rules of findings',
      says: /^to-pagerduty: disabled$/,
    },
    {
      what: 'a rule without a target',
      account: { rules: [{ ...RULE, targets: [] }] },
      check: 'rules of findings',
      says: /^to-pagerduty: has no target$/,
    },
  ] as Trouble[])('finds $what, and says what to do', async ({ account, check, says, fix = /\w/ }) => {
    const problems = (await examined(account)).filter(({ state }) => state === 'problem');
    expect(problems).toEqual([
      { check, state: 'problem', says: expect.stringMatching(says), fix: expect.stringMatching(fix) },
    ]);
  });

  it.each([
    { identities: ['haproxy.org'], sender: 'auditor@haproxy.org', vouches: 'haproxy.org' },
    { identities: ['haproxy.org'], sender: 'auditor@eu.mail.haproxy.org', vouches: 'haproxy.org' },
    {
      identities: ['mail.haproxy.org', 'haproxy.org'],
      sender: 'a@mail.haproxy.org',
      vouches: 'mail.haproxy.org',
    },
  ])('finds $vouches that vouches for $sender', async ({ identities, sender, vouches }) => {
    const report = { ...config.report, sender, recipients: ['sre@ops.haproxy.org'] };
    const diagnoses = await examined(
      { mail: { identities, sandbox: true } },
      { config: { ...config, report } },
    );
    expect(diagnoses.filter(({ check }) => check.startsWith('mail'))).toMatchObject([
      { state: 'ok', says: `SES has verified ${vouches}, and so ${sender}` },
      { state: 'ok', says: "in SES's sandbox, where each recipient is verified" },
    ]);
  });

  it('asks SES nothing where the report is not mailed', async () => {
    const report = { ...config.report, delivery: 'topic' as const };
    const diagnoses = await examined(
      { mail: { identities: [], sandbox: true } },
      { config: { ...config, report } },
    );
    expect(diagnoses.filter(({ check }) => check.startsWith('mail'))).toEqual([
      { check: 'mail', state: 'ok', says: 'the report is not mailed; a topic tells where it lies' },
    ]);
  });

  it('finds a fleet that outgrew the functions', async () => {
    const small = { config: { ...config, largestFleet: 2 } };
    const problems = (await examined({}, small)).filter(({ state }) => state === 'problem');
    expect(problems).toMatchObject([
      {
        check: 'fleet tag',
        says: '3 hosts with Fleet=haproxy; the functions have memory and time for 2',
        fix: expect.stringContaining('largestFleet'),
      },
    ]);
  });

  it.each([
    { service: 'ec2', code: 'UnauthorizedOperation', check: 'fleet tag', action: 'ec2:DescribeInstances' },
    {
      service: 'ssm',
      code: 'AccessDeniedException',
      check: 'SSM agents',
      action: 'ssm:DescribeInstanceInformation',
    },
    { service: 's3', code: 'AccessDenied', check: 'archive', action: 's3:ListBucket and s3:GetObject' },
    { service: 'ses', code: 'AccessDeniedException', check: 'mail: sender', action: 'ses:GetEmailIdentity' },
    {
      service: 'sns',
      code: 'AuthorizationError',
      check: 'topic: page',
      action: 'sns:ListSubscriptionsByTopic',
    },
    {
      service: 'events',
      code: 'AccessDeniedException',
      check: 'rules of findings',
      action: 'events:ListRules and events:ListTargetsByRule',
    },
  ])(
    'says that it may not look where $service denies it, and goes on',
    async ({ service, code, check, action }) => {
      const diagnoses = await examined({
        faults: (call) =>
          call.service === service && call.operation !== 'PutObject'
            ? { kind: 'error', status: 403, code }
            : undefined,
      });
      expect(diagnoses).toContainEqual({
        check,
        state: 'unknown',
        says: `not allowed to look: ${action}`,
        fix: expect.stringContaining(action),
      });
      expect(diagnoses.at(-1)?.check).toBe('agents: clean-up');
    },
  );

  it('passes rules of others by, and those that deliver', async () => {
    const others = Array.from({ length: 120 }, (_, index) => ({
      ...RULE,
      name: `other-${index}`,
      pattern: { source: ['aws.ec2'] },
      targets: [],
    }));
    expect(await examined({ rules: [...others, RULE] })).toContainEqual({
      check: 'rules of findings',
      state: 'ok',
      says: 'delivered, with dead-letter queues: to-pagerduty',
    });
  });

  it('leaves subscriptions of a topic that was there already to its owner, as long as somebody hears', async () => {
    const topicArn = TOPICS.page;
    const own = { ...config, alarms: { ...config.alarms, page: { emails: [], topicArn } } };
    const strangers = [mailTo('sre@haproxy.org', 'deleted'), mailTo('owner@haproxy.org', 'confirmed')];
    expect(await examined({ topics: topicsWith(strangers) }, { config: own })).toContainEqual({
      check: 'topic: page',
      state: 'ok',
      says: '1 confirmed subscription',
    });
  });

  it('says that it does not know a topic, as of a stack that has not been deployed since', async () => {
    expect(await examined({}, { topics: { page: TOPICS.page, notify: null } })).toContainEqual({
      check: 'topic: notify',
      state: 'unknown',
      says: 'its ARN is not known',
      fix: expect.stringContaining('NotifyTopicArn'),
    });
  });

  it('says that it does not know the bucket', async () => {
    expect(await examined({}, { bucket: null })).toContainEqual(
      expect.objectContaining({ check: 'archive', state: 'unknown', says: 'its bucket is not known' }),
    );
  });

  it('shows each diagnosis and its fix, without control characters of a host, within the width', () => {
    const says = 'a'.repeat(30).concat(' ', '\u001b]0;owned\u0007 ', 'b'.repeat(30));
    const text = renderDiagnoses([{ check: 'answers', state: 'problem', says, fix: 'read the runbook' }], 60);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toMatch(/^problem {2}answers: a+ \?\]0;owned\?\n {9}b+\n {9}Fix: read the runbook\.\n$/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
