import { CfnResource, TagManager } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { ALL_CHANNELS } from './all-channels.ts';
import { EXISTING_EVERYTHING } from './existing-everything.ts';
import { leastConfig } from './least-config.ts';
import { propertiesOf, readable, statementsByRole, unbundledApp } from './template.ts';

const { report } = leastConfig;
const existing = { ...EXISTING_EVERYTHING, report: { ...report, senderIdentity: 'existing-domain' } };
const stackWith = (chosen: object = {}) =>
  new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
    config: readConfig({ ...leastConfig, ...chosen }),
  });
const templateOf = (chosen: object = {}) => Template.fromStack(stackWith(chosen));
const template = templateOf();

describe('tags', () => {
  const tags = { team: 'edge', 'cost-centre': '4711' };

  /** Types of resources that could have tags and lack one of these, and those that can have none. */
  function untagged(stack: FleetAuditorStack) {
    const all = Template.fromStack(stack).toJSON().Resources as Record<
      string,
      { Properties?: { Tags?: unknown } }
    >;
    const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one));
    const [taggable, others] = [true, false].map((can) =>
      resources.filter((one) => (TagManager.of(one) !== undefined) === can),
    );
    const lacks = taggable?.filter((one) => {
      const text = JSON.stringify(all[stack.resolve(one.logicalId)]?.Properties?.Tags ?? '');
      return !Object.entries(tags).every(([key, value]) => text.includes(key) && text.includes(value));
    });
    const types = (list: readonly CfnResource[] = []) =>
      [...new Set(list.map(({ cfnResourceType }) => cfnResourceType))].sort();
    return { lacks: types(lacks), others: types(others) };
  }

  it('are on each resource that can have some', () => {
    const everything = { tags, alarms: { emails: ['sre@example.org'] }, channels: ALL_CHANNELS };
    expect(untagged(stackWith(everything))).toEqual({
      lacks: [],
      others: [
        'AWS::Events::ApiDestination',
        'AWS::Events::Connection',
        'AWS::IAM::Policy',
        'AWS::Lambda::EventInvokeConfig',
        'AWS::S3::BucketPolicy',
        'AWS::SNS::Subscription',
        'AWS::SNS::TopicPolicy',
        'AWS::SQS::QueuePolicy',
        'AWS::Scheduler::Schedule',
      ],
    });
  });

  it('are not on a dashboard where CloudFormation is older', () => {
    expect(untagged(stackWith({ tags, cloudFormation: 'older' })).lacks).toEqual([
      'AWS::CloudWatch::Dashboard',
    ]);
  });

  it('are none where none are configured', () => {
    expect(untagged(stackWith()).lacks.length).toBeGreaterThan(8);
  });
});

describe('roles', () => {
  const rolesOf = (chosen: object) =>
    Object.values(templateOf(chosen).findResources('AWS::IAM::Role')).map(({ Properties }) => ({
      path: Properties.Path,
      name: readable(Properties.RoleName),
    }));

  it('have the configured path and prefix, and one name in each region', () => {
    const region = `\${AWS::Region}`;
    const verbs = ['AuditFleet', 'ScoreFleet', 'SendReport'];
    expect(rolesOf({ name: 'internal', rolePath: '/teams/edge/', roleNamePrefix: 'edge-' })).toEqual(
      verbs.flatMap((verb) =>
        ['', '-Schedule'].map((kind) => ({
          path: '/teams/edge/',
          name: `edge-internal-${verb}${kind}-${region}`,
        })),
      ),
    );
  });

  it('fit into IAM with the longest prefix, name and region', () => {
    const chosen = { name: 'a-name-of-20-letters', roleNamePrefix: 'nine-long' };
    const names = rolesOf(chosen).map(({ name }) => `${name}`.replace(`\${AWS::Region}`, 'ap-southeast-1'));
    expect(Math.max(...names.map((name) => name.length))).toBe(64);
  });

  it('of chats and pagers have names of their own, that fit as well', () => {
    const chosen = { name: 'a-name-of-20-letters', roleNamePrefix: 'nine-long', channels: ALL_CHANNELS };
    const names = rolesOf(chosen).map(({ name }) => `${name}`);
    expect(new Set(names).size).toBe(6 + 4);
    expect(names).toContain(`nine-longa-name-of-20-letters-PagerDuty-Invoke-\${AWS::Region}`);
    expect(names).toContain(`nine-longa-name-of-20-letters-Jira-Invoke-\${AWS::Region}`);
    expect(names).toContain(`nine-longa-name-of-20-letters-Chats-Reports-\${AWS::Region}`);
    expect(names).toContain(`nine-longa-name-of-20-letters-Chats-\${AWS::Region}`);
  });

  it('have neither where neither is configured', () => {
    expect(rolesOf({})).toEqual(Array(6).fill({ path: undefined, name: undefined }));
  });

  it('say of the one that reads what commands print how far that goes', () => {
    const { Description } = propertiesOf(template, 'AuditFleetRole');
    expect(Description).toContain('AWS offers no narrower form of ssm:ListCommandInvocations');
    expect(String(Description).length).toBeLessThanOrEqual(1000);
    expect(propertiesOf(template, 'ScoreFleetRole').Description).toBeUndefined();
  });
});

describe('logs', () => {
  it.each([
    { chosen: {}, retention: 30, key: undefined },
    { chosen: existing, retention: 365, key: EXISTING_EVERYTHING.logKeyArn },
  ])('are kept for $retention days, encrypted with $key', ({ chosen, retention, key }) => {
    const groups = Object.values(templateOf(chosen).findResources('AWS::Logs::LogGroup'));
    expect(groups.map(({ Properties }) => [Properties.RetentionInDays, Properties.KmsKeyId])).toEqual(
      Array(3).fill([retention, key]),
    );
  });
});

describe('a VPC', () => {
  const inVpc = templateOf(existing);

  it('holds each function in the configured subnets', () => {
    const { subnetIds, securityGroupIds } = EXISTING_EVERYTHING.vpc;
    const functions = Object.values(inVpc.findResources('AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties.VpcConfig)).toEqual(
      Array(3).fill({ SubnetIds: subnetIds, SecurityGroupIds: securityGroupIds }),
    );
  });

  it('gives network interfaces to Lambda, not to the code that runs there', () => {
    for (const role of ['AuditFleetRole', 'ScoreFleetRole', 'SendReportRole']) {
      const statements = (statementsByRole(inVpc)[role] ?? []) as {
        Effect: string;
        Action: string[];
        Condition?: object;
      }[];
      const about = statements.filter(({ Action }) => Action.includes('ec2:CreateNetworkInterface'));
      expect(about.map(({ Effect, Condition }) => ({ Effect, Condition }))).toEqual([
        { Effect: 'Allow', Condition: undefined },
        {
          Effect: 'Deny',
          Condition: {
            ArnLike: {
              'lambda:SourceFunctionArn': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:*`,
            },
          },
        },
      ]);
      expect(about[0]).toMatchObject({ Action: (about[1] as { Action: string[] }).Action });
    }
  });

  it('is none where none is configured', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/VpcConfig|NetworkInterface/);
  });
});

describe('in GovCloud and China', () => {
  const json = template.toJSON() as { Conditions: object; Outputs: Record<string, { Value: unknown }> };
  const consoleIn = (partition: string) => {
    const resolved = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      const [[key, content] = []] = Object.entries(value);
      if (key === 'Fn::If') return resolved(content[0] === partition ? content[1] : content[2]);
      if (key === 'Fn::Join') return content[1].map(resolved).join(content[0]);
      return readable(value);
    };
    return resolved(json.Outputs.DashboardUrl?.Value);
  };

  it.each([
    { condition: 'none', host: 'console.aws.amazon.com' },
    { condition: 'IsAwsCn', host: 'console.amazonaws.cn' },
    { condition: 'IsAwsUsGov', host: 'console.amazonaws-us-gov.com' },
  ])('links lead to the console there: $host', ({ condition, host }) => {
    expect(consoleIn(condition)).toMatch(
      new RegExp(`^https://\\$\\{AWS::Region\\}\\.${host}/cloudwatch/home`),
    );
  });

  it('the partition decides, as it is when the stack is deployed', () => {
    expect(json.Conditions).toEqual({
      IsAwsCn: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
      IsAwsUsGov: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] },
    });
  });

  it('an older CloudFormation is asked for nothing that it may not know', () => {
    const text = JSON.stringify(templateOf({ cloudFormation: 'older', tags: { team: 'edge' } }).toJSON());
    expect(text).not.toMatch(/AlarmMuteRule|WarmUp/);
    expect(JSON.stringify(template.toJSON())).toContain('WarmUpConfiguration');
  });

  it('an older one has alarms that tell of silence by the state without data', () => {
    const older = templateOf({ cloudFormation: 'older' }).findResources('AWS::CloudWatch::Alarm');
    const silent = Object.values(older).filter(({ Properties }) => Properties.InsufficientDataActions);
    expect(
      silent.map(({ Properties }) => [
        `${Properties.AlarmName}`.split('-').at(-1),
        Properties.TreatMissingData,
      ]),
    ).toEqual([
      ['AuditNotRunning', 'missing'],
      ['ScoringNotRunning', 'missing'],
    ]);
  });
});
