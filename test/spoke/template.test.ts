import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ROLE_NAME_ROOM } from '../../infra/config/account.ts';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { spokeRoleName } from '../../infra/spoke-role.ts';
import { AuditFleetEnv } from '../../lambdas/audit-fleet/env.ts';
import { previousProbeDocument } from '../../lambdas/probe/previous-document.ts';
import { probeDocumentHash, probeDocumentName } from '../../lambdas/probe/probe-document.ts';
import { EXISTING_EVERYTHING } from '../infra/existing-everything.ts';
import { leastConfig } from '../infra/least-config.ts';
import { onlyProperties, propertiesOf, readable, statementsByRole, unbundledApp } from '../infra/template.ts';
import { ORGANIZATION, spokeOf } from './spoke-template.ts';

const here = `\${AWS::Region}:\${AWS::AccountId}`;
const PLACE = `account=\${AWS::AccountId}/region=\${AWS::Region}`;
const allow = (Action: string | string[], Resource: unknown, StringEquals?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(StringEquals && { Condition: { StringEquals } }),
});

describe("a spoke's template", () => {
  const template = spokeOf();

  it('has what an audit needs, and nothing that people or the hub would use', () => {
    const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string }> };
    expect(
      Object.values(Resources)
        .map(({ Type }) => Type)
        .sort(),
    ).toEqual([
      'AWS::CloudFormation::WaitConditionHandle',
      'AWS::IAM::Policy',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::SSM::Document',
      'AWS::SSM::Document',
      'AWS::Scheduler::Schedule',
    ]);
  });

  it('lets its function ask its hosts and write samples and trials of its place, and nothing else', () => {
    const { AuditFleetRole, AuditFleetScheduleRole } = statementsByRole(template);
    const document = (content?: ReturnType<typeof previousProbeDocument>) =>
      `arn:\${AWS::Partition}:ssm:${here}:document/\${HostProbeDocument${probeDocumentHash(content)}}`;
    const objects = (folder: string) =>
      `arn:\${AWS::Partition}:s3:::\${ArchiveBucketName}/${folder}/${PLACE}/*`;
    expect(AuditFleetRole).toEqual([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `\${AuditFleetLogs.Arn}`),
      allow(['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], `\${AuditFleetFailures.Arn}`),
      allow('ec2:DescribeInstances', '*'),
      allow('ssm:SendCommand', [document(), document(previousProbeDocument())]),
      allow('ssm:SendCommand', `arn:\${AWS::Partition}:ec2:${here}:instance/*`, {
        'ssm:resourceTag/haproxy-fleet': 'production',
      }),
      allow(['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'], '*'),
      allow(['s3:GetObject', 's3:PutObject'], [objects('samples'), objects('trials')], {
        'aws:ResourceAccount': `\${HubAccountId}`,
      }),
    ]);
    expect(AuditFleetScheduleRole).toEqual([
      allow('lambda:InvokeFunction', `\${AuditFleetFunction.Arn}`),
      allow('sqs:SendMessage', `\${AuditFleetFailures.Arn}`),
    ]);
  });

  it('lets nobody of another account assume its roles or invoke its function', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role'));
    const principals = roles.map(({ Properties }) =>
      Properties.AssumeRolePolicyDocument.Statement.map(({ Principal }: { Principal: object }) => Principal),
    );
    expect(principals.flat()).toEqual([
      { Service: 'lambda.amazonaws.com' },
      { Service: 'scheduler.amazonaws.com' },
    ]);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  it('writes into the archive of its parameters', () => {
    const { Variables } = propertiesOf(template, 'AuditFleetFunction').Environment as { Variables: object };
    expect(Variables).toMatchObject({
      ARCHIVE_BUCKET: `\${ArchiveBucketName}`,
      ARCHIVE_REGION: `\${HubRegion}`,
      ACCOUNT_ID: `\${AWS::AccountId}`,
    });
    const known = new Set(Object.keys(AuditFleetEnv.shape));
    expect(Object.keys(Variables).filter((name) => !known.has(name))).toEqual([]);
  });

  it('has no asset, and no name of an account, a region or a bootstrap', () => {
    const { Resources, ...others } = template.toJSON() as { Resources: Record<string, { Type: string }> };
    const ours = Object.values(Resources).filter(({ Type }) => Type !== 'AWS::SSM::Document');
    const text = JSON.stringify([ours, others]);
    expect(/cdk-hnb659fds|BootstrapVersion|\b\d{12}\b|eu-west-1/.exec(text)?.[0]).toBeUndefined();
    expect(template.toJSON()).not.toHaveProperty('Rules');
  });

  it('makes nothing where the hub audits these hosts itself', () => {
    const { Conditions, Resources, Outputs } = template.toJSON();
    expect(Conditions).toEqual({
      IsSpoke: {
        'Fn::Not': [
          {
            'Fn::And': [
              { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, { Ref: 'HubAccountId' }] },
              { 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'HubRegion' }] },
            ],
          },
        ],
      },
    });
    const made = { ...Resources, ...Outputs } as Record<string, { Condition?: string }>;
    const always = Object.entries(made).filter(([, { Condition }]) => Condition !== 'IsSpoke');
    // A stack needs a resource: this one does nothing.
    expect(always).toEqual([['Nothing', { Type: 'AWS::CloudFormation::WaitConditionHandle' }]]);
  });

  it('leaves nothing behind when it is deleted', () => {
    const { Resources } = template.toJSON() as { Resources: Record<string, { DeletionPolicy?: string }> };
    const kept = Object.values(Resources).filter(({ DeletionPolicy }) =>
      DeletionPolicy?.startsWith('Retain'),
    );
    expect(kept).toEqual([]);
  });

  it('names its roles as the archive knows them, whatever the configuration names', () => {
    const namesOf = (chosen: object) =>
      Object.values(spokeOf(chosen).findResources('AWS::IAM::Role')).map(({ Properties }) => [
        Properties.Path,
        readable(Properties.RoleName),
      ]);
    expect(namesOf({})).toEqual([
      ['/haproxy-fleet-auditor/', `HaproxyFleetAuditor-Spoke-\${AWS::Region}`],
      ['/haproxy-fleet-auditor/', `HaproxyFleetAuditor-SpokeRun-\${AWS::Region}`],
    ]);
    expect(namesOf({ name: 'a-name-of-20-letters' })[1]?.[1]).toBe(
      `HaproxyFleetAuditor-a-name-of-20-letters-SpokeRun-\${AWS::Region}`,
    );
    expect(namesOf({ name: 'edge', rolePath: '/teams/', roleNamePrefix: 'x-' })[0]).toEqual([
      '/teams/',
      `x-edge-Spoke-\${AWS::Region}`,
    ]);
    const name = 'a-name-of-20-letters';
    for (const named of [{ name }, { name, roleNamePrefix: 'p'.repeat(ROLE_NAME_ROOM - name.length - 1) }])
      expect(spokeRoleName(named, 'ap-southeast-1', 'SpokeRun').length).toBeLessThanOrEqual(64);
  });

  it('takes of what reviewers ask for what other accounts have too', () => {
    const { archiveBucketName: _, ...chosen } = EXISTING_EVERYTHING;
    const asked = spokeOf(chosen);
    for (const { Properties } of Object.values(asked.findResources('AWS::IAM::Role'))) {
      expect(readable(Properties.PermissionsBoundary)).toBe(`arn:aws:iam::\${AWS::AccountId}:policy/edge`);
      expect(Properties.Tags).toContainEqual({ Key: 'team', Value: 'edge' });
    }
    const properties = propertiesOf(asked, 'AuditFleetFunction');
    expect(properties).not.toHaveProperty('VpcConfig');
    expect(onlyProperties(asked, 'AWS::Logs::LogGroup')).not.toHaveProperty('KmsKeyId');
    expect(statementsByRole(asked).AuditFleetRole).toContainEqual(
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], EXISTING_EVERYTHING.archiveKeyArn, {
        'kms:ViaService': `s3.\${HubRegion}.\${AWS::URLSuffix}`,
      }),
    );
  });

  it("has another document's name than a stack of the same account and region", () => {
    const names = Object.values(template.findResources('AWS::SSM::Document')).map(
      ({ Properties }) => Properties.Name,
    );
    expect(names).toContain(probeDocumentName('HaproxyFleetAuditor-Spoke'));
  });
});

describe('the StackSet of a hub', () => {
  const hubOf = (organization: object) => {
    const config = readConfig({ ...leastConfig, organization: { ...ORGANIZATION, ...organization } });
    return Template.fromStack(new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', { config }));
  };

  it('deploys a spoke into each account and region of the units, and of those that join', () => {
    const hub = hubOf({});
    expect(onlyProperties(hub, 'AWS::CloudFormation::StackSet')).toMatchObject({
      StackSetName: 'HaproxyFleetAuditor-Spokes',
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'DELEGATED_ADMIN',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateURL: `\${SpokeTemplateUrl}`,
      Parameters: [
        { ParameterKey: 'ArchiveBucketName', ParameterValue: `\${ArchiveBucket}` },
        { ParameterKey: 'HubAccountId', ParameterValue: `\${AWS::AccountId}` },
        { ParameterKey: 'HubRegion', ParameterValue: `\${AWS::Region}` },
      ],
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: ORGANIZATION.organizationalUnitIds },
          Regions: ORGANIZATION.regions,
        },
      ],
    });
    const parameters = onlyProperties(hub, 'AWS::CloudFormation::StackSet').Parameters as {
      ParameterKey: string;
    }[];
    expect(parameters.map(({ ParameterKey }) => ParameterKey).sort()).toEqual(
      Object.keys(spokeOf().toJSON().Parameters).sort(),
    );
  });

  it.each([
    {
      of: 'these accounts alone, and none that join: StackSets would deploy to them too',
      chosen: { accounts: ['444455556666'] },
      targets: { Accounts: ['444455556666'], AccountFilterType: 'INTERSECTION' },
      joining: { Enabled: false },
    },
    {
      of: 'all accounts but these',
      chosen: { excludedAccounts: ['444455556666'] },
      targets: { Accounts: ['444455556666'], AccountFilterType: 'DIFFERENCE' },
      joining: { Enabled: true, RetainStacksOnAccountRemoval: false },
    },
  ])('deploys to $of', ({ chosen, targets, joining }) => {
    expect(onlyProperties(hubOf(chosen), 'AWS::CloudFormation::StackSet')).toMatchObject({
      AutoDeployment: joining,
      StackInstancesGroup: [{ DeploymentTargets: targets }],
    });
  });

  it('acts as the management account where the stack is there', () => {
    const properties = onlyProperties(
      hubOf({ deployedFrom: 'management-account' }),
      'AWS::CloudFormation::StackSet',
    );
    expect(properties.CallAs).toBe('SELF');
  });

  it('is not there where the spokes are deployed elsewhere; the archive takes their samples all the same', () => {
    const hub = hubOf({ deployedFrom: 'elsewhere', organizationalUnitIds: undefined });
    hub.resourceCountIs('AWS::CloudFormation::StackSet', 0);
    expect(JSON.stringify(hub.findResources('AWS::S3::BucketPolicy'))).toContain('aws:PrincipalOrgID');
  });

  it('waits for the policy of the archive', () => {
    const [stackSet] = Object.values(hubOf({}).findResources('AWS::CloudFormation::StackSet'));
    expect(stackSet?.DependsOn).toContainEqual(expect.stringMatching(/^ArchiveBucketPolicy/));
  });
});
