import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { leastConfig } from './least-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'nag-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What cdk-nag says of the stack, with something done to it. */
function findings(chosen: object, spoil: (stack: FleetAuditorStack) => void = () => {}): string {
  const outdir = mkdtempSync(join(folder, 'out-'));
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  spoil(new FleetAuditorStack(app, 'Nagged', { config: readConfig({ ...leastConfig, ...chosen }) }));
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('cdk-nag', () => {
  it.each([
    {},
    { archiveKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/0123abcd' },
    { archiveBucketName: 'logs' },
    { report: { ...leastConfig.report, senderIdentity: 'new-domain' } },
    { removalPolicy: 'destroy', perHostMetrics: true },
    { permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge' },
  ])('finds nothing with %j', (chosen) => {
    expect(findings(chosen)).toBe('');
  });

  const auditRole = (stack: FleetAuditorStack) =>
    stack.node.findChild('AuditFleet').node.findChild('Role') as Role;

  it.each([
    {
      fault: 'every action on all objects of a bucket',
      spoil: (stack: FleetAuditorStack) =>
        auditRole(stack).addToPrincipalPolicy(
          new PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::archive/*'] }),
        ),
      found: 'IAM5[Action::s3:*]',
    },
    {
      fault: 'another folder of the archive',
      spoil: (stack: FleetAuditorStack) =>
        auditRole(stack).addToPrincipalPolicy(
          new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::archive/reports/*'] }),
        ),
      found: 'IAM5[Resource::arn:aws:s3:::archive/reports/*]',
    },
    {
      fault: 'a queue that takes plain HTTP',
      spoil: (stack: FleetAuditorStack) => new Queue(stack, 'Plain'),
      found: 'AwsSolutions-SQS4',
    },
    {
      fault: 'a bucket that takes plain HTTP',
      spoil: (stack: FleetAuditorStack) => new Bucket(stack, 'Plain'),
      found: 'AwsSolutions-S10',
    },
  ])('stops the synthesis at $fault', ({ spoil, found }) => {
    expect(findings({}, spoil)).toContain(found);
  });
});
