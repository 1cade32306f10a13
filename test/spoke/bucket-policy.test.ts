import { describe, expect, it } from 'vitest';
import { MAXIMUM_REGIONS, MAXIMUM_ROLE_PATH } from '../../infra/config/organization.ts';
import { allows, ResourcePolicy } from '../../infra/local/aws/resource-policy.ts';
import { deploy } from '../infra/fleets/deployed-stack.ts';
import { ORGANIZATION } from './spoke-template.ts';

const HUB = { accountId: '111122223333', region: 'eu-central-1' };
const ARCHIVE = 'arn:aws:s3:::archive';
/** S3's limit. */
const MAXIMUM_POLICY_BYTES = 20_480;

/** The policy of the archive, of a bucket that is called `archive`, as the stack of a configuration has it. */
function policyOf(chosen: object = {}) {
  const { resources } = deploy({ organization: ORGANIZATION, ...chosen }, HUB);
  const policy = resources.find(({ type }) => type === 'AWS::S3::BucketPolicy')?.properties;
  const text = JSON.stringify(policy?.PolicyDocument);
  const { name } = resources.find(({ type }) => type === 'AWS::S3::Bucket') ?? { name: '' };
  return {
    text,
    name,
    policy: ResourcePolicy.parse(JSON.parse(text.replaceAll(`:::${name}`, ':::archive'))),
  };
}

interface Asked {
  action?: string;
  key?: string;
  role?: string;
  account?: string;
  context?: Record<string, string | undefined>;
}

const MEMBER = '444455556666';
const KEY = `samples/account=${MEMBER}/region=eu-west-1/date=2026-11-22/1605.ndjson.gz`;
const ROLE = 'haproxy-fleet-auditor/HaproxyFleetAuditor-Spoke-eu-west-1';

/** What a role of an account asks the archive; a key that is `undefined` is missing in the request. */
function asked({ action = 's3:PutObject', key = KEY, role = ROLE, account = MEMBER, context = {} }: Asked) {
  const known = {
    'aws:PrincipalOrgID': ORGANIZATION.id,
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': `arn:aws:iam::${account}:role/${role}`,
    'aws:SecureTransport': 'true',
    ...(action === 's3:PutObject' && { 's3:if-none-match': '*' }),
    ...context,
  };
  const present = Object.entries(known).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    action,
    resource: key === '' ? ARCHIVE : `${ARCHIVE}/${key}`,
    context: Object.fromEntries(present) as Record<string, string>,
  };
}

const inPlace = (account: string, region: string, folder = 'samples') =>
  `${folder}/account=${account}/region=${region}/date=2026-11-22/1605.ndjson.gz`;

describe("the archive's policy", () => {
  const { policy } = policyOf();

  it.each([
    { what: 'write a run of its own place', ask: {} },
    { what: 'say the class that it has anyway', ask: { context: { 's3:x-amz-storage-class': 'STANDARD' } } },
    { what: 'read a run of its own place', ask: { action: 's3:GetObject' } },
    {
      what: 'write the trial of its probe',
      ask: { key: `trials/account=${MEMBER}/region=eu-west-1/a.json.gz` },
    },
    {
      what: "write a run of another configured region, as that region's role",
      ask: { key: inPlace(MEMBER, 'us-east-1'), role: ROLE.replace('eu-west-1', 'us-east-1') },
    },
    {
      what: 'write a run of its own place from any other account of the organization',
      ask: {
        account: '777788889999',
        key: inPlace('777788889999', 'eu-west-1'),
      },
    },
  ] satisfies { what: string; ask: Asked }[])('lets a spoke $what', ({ ask }) => {
    expect(allows(policy, asked(ask))).toBe(true);
  });

  it.each([
    { what: "another account's key", ask: { key: inPlace('777788889999', 'eu-west-1') } },
    { what: "the hub's key", ask: { key: inPlace(HUB.accountId, HUB.region) } },
    { what: "another region's key", ask: { key: inPlace(MEMBER, 'us-east-1') } },
    { what: "another fleet's key", ask: { key: `samples/fleet=edge/account=${MEMBER}/region=eu-west-1/a` } },
    { what: 'a key that only begins like its account', ask: { key: inPlace(`${MEMBER}7`, 'eu-west-1') } },
    { what: 'a key that only begins like its region', ask: { key: inPlace(MEMBER, 'eu-west-10') } },
    { what: 'a key of another folder', ask: { key: inPlace(MEMBER, 'eu-west-1', 'assessments') } },
    { what: 'a document of the knowledge', ask: { key: 'knowledge/latest.json' } },
    {
      what: 'an acknowledgement of its place',
      ask: { key: inPlace(MEMBER, 'eu-west-1', 'acknowledgements') },
    },
    {
      what: 'a region that is not configured',
      ask: {
        key: inPlace(MEMBER, 'ap-south-1'),
        role: ROLE.replace('eu-west-1', 'ap-south-1'),
      },
    },
    { what: 'another organization', ask: { context: { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' } } },
    { what: 'no organization', ask: { context: { 'aws:PrincipalOrgID': undefined } } },
    { what: 'another role of the account', ask: { role: 'admin' } },
    { what: 'the same name below another path', ask: { role: 'HaproxyFleetAuditor-Spoke-eu-west-1' } },
    { what: 'a name that only begins like it', ask: { role: `${ROLE}-2` } },
    { what: "another fleet's role", ask: { role: ROLE.replace('-Spoke', '-edge-Spoke') } },
    { what: "the schedule's role", ask: { role: ROLE.replace('-Spoke-', '-SpokeRun-') } },
    {
      what: "the role of another account with this one's id",
      ask: {
        context: { 'aws:PrincipalArn': `arn:aws:iam::777788889999:role/${ROLE}` },
      },
    },
    { what: 'an account that is a pattern', ask: { account: '*', key: inPlace(MEMBER, 'eu-west-1') } },
    {
      what: 'nobody',
      ask: { context: { 'aws:PrincipalArn': undefined, 'aws:PrincipalAccount': undefined } },
    },
    { what: 'no account', ask: { context: { 'aws:PrincipalAccount': undefined } } },
    { what: 'plain HTTP', ask: { context: { 'aws:SecureTransport': 'false' } } },
    { what: 'a run that is there already', ask: { context: { 's3:if-none-match': undefined } } },
    {
      what: 'an object that is encrypted with a key of its choice',
      ask: { context: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
    },
    {
      what: 'an object whose key nobody else has',
      ask: { context: { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' } },
    },
    {
      what: 'an object that would have to be restored',
      ask: { context: { 's3:x-amz-storage-class': 'GLACIER' } },
    },
    { what: 'the list', ask: { action: 's3:ListBucket', key: '' } },
    { what: 'a deletion', ask: { action: 's3:DeleteObject' } },
    { what: 'an earlier version', ask: { action: 's3:GetObjectVersion' } },
    { what: 'its own policy', ask: { action: 's3:PutBucketPolicy', key: '' } },
    {
      what: "another account's samples, to read",
      ask: {
        action: 's3:GetObject',
        key: inPlace('777788889999', 'eu-west-1'),
      },
    },
    {
      what: "another region's samples, to read",
      ask: { action: 's3:GetObject', key: inPlace(MEMBER, 'us-east-1') },
    },
    {
      what: 'an assessment, to read',
      ask: {
        action: 's3:GetObject',
        key: `assessments/account=${HUB.accountId}/region=${HUB.region}/latest.json.gz`,
      },
    },
  ] satisfies { what: string; ask: Asked }[])('keeps out: $what', ({ ask }) => {
    expect(allows(policy, asked(ask))).toBe(false);
  });

  it('of a fleet with a name takes that name alone', () => {
    const { policy: edge } = policyOf({ name: 'edge' });
    const role = ROLE.replace('-Spoke', '-edge-Spoke');
    const key = KEY.replace('samples/', 'samples/fleet=edge/');
    expect(allows(edge, asked({ role, key }))).toBe(true);
    expect(allows(edge, asked({ role, key: KEY }))).toBe(false);
    expect(allows(edge, asked({ role: ROLE, key }))).toBe(false);
    expect(allows(edge, asked({ role, key: key.replace('=edge', '=internal') }))).toBe(false);
    expect(allows(edge, asked({ role, key, context: { 's3:if-none-match': undefined } }))).toBe(false);
  });

  it('knows roles with the configured path and prefix', () => {
    const { policy: named } = policyOf({ rolePath: '/teams/edge/', roleNamePrefix: 'edge-' });
    expect(allows(named, asked({ role: 'teams/edge/edge-Spoke-eu-west-1' }))).toBe(true);
    expect(allows(named, asked({}))).toBe(false);
  });

  it('lets nobody in where no organization is configured', () => {
    const { policy: alone } = policyOf({ organization: undefined });
    expect(alone.Statement.map(({ Effect }) => Effect)).toEqual(['Deny']);
  });

  it('fits where every name is as long as it may be', () => {
    const regions = Array.from(
      { length: MAXIMUM_REGIONS },
      (_, index) => `${String.fromCharCode(97 + index)}p-southeast-1`,
    );
    const { text, name } = policyOf({
      name: 'a-name-of-20-letters',
      rolePath: `/${'p'.repeat(MAXIMUM_ROLE_PATH - 2)}/`,
      organization: { ...ORGANIZATION, id: `o-${'a'.repeat(32)}`, regions },
    });
    const longest = text
      .replaceAll(`:::${name}`, `:::${'b'.repeat(63)}`)
      .replaceAll('arn:aws:', 'arn:aws-us-gov:');
    const bytes = Buffer.byteLength(longest);
    expect(bytes).toBeLessThan(MAXIMUM_POLICY_BYTES);
  });
});
