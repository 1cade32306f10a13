import { type CfnElement, CfnResource } from 'aws-cdk-lib';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import type { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { type ResourceChange, upgradeFromFirstVersion } from './cdk-diff.ts';

/** What holds data, or what people have confirmed: another in its place is a loss. */
const KEPT = [
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::Logs::LogGroup',
  'AWS::KMS::Key',
  'AWS::SES::EmailIdentity',
  'AWS::SQS::Queue',
];

const lost = (changes: readonly ResourceChange[]) =>
  changes
    .filter(({ type, impact }) => KEPT.includes(type) && impact !== 'update' && impact !== 'create')
    .map(({ type, impact }) => `${type} ${impact}`);

describe('an upgrade from the first version', () => {
  it('replaces and removes neither archive, logs, topic, subscriptions, queues, key nor identity', () => {
    expect(lost(upgradeFromFirstVersion())).toEqual([]);
  });

  it('is caught where it renames them or gives them other logical ids', () => {
    const changes = upgradeFromFirstVersion({}, (stack) => {
      (firstOf(stack, 'AWS::S3::Bucket') as CfnBucket).bucketName = 'archive';
      (firstOf(stack, 'AWS::Logs::LogGroup') as CfnLogGroup).logGroupName = 'audit-fleet';
      firstOf(stack, 'AWS::SNS::Topic').overrideLogicalId('RenamedTopic');
      firstOf(stack, 'AWS::KMS::Key').overrideLogicalId('RenamedKey');
    });
    expect(lost(changes).sort()).toEqual([
      // Of the first version, whose policy was to retain it.
      'AWS::KMS::Key orphan',
      'AWS::Logs::LogGroup replace',
      'AWS::S3::Bucket replace',
      'AWS::SNS::Subscription replace',
      'AWS::SNS::Topic destroy',
    ]);
  });
});

function firstOf(stack: FleetAuditorStack, type: string): CfnElement {
  const found = stack.node
    .findAll()
    .find((one) => CfnResource.isCfnResource(one) && one.cfnResourceType === type);
  if (!found) throw new Error(`the stack has no ${type}`);
  return found as CfnElement;
}
