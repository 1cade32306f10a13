import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';

const auditRole = (stack: FleetAuditorStack) =>
  stack.node.findChild('AuditFleet').node.findChild('Role') as Role;

/** What the synthesis stops at, put into the stack. */
export const NAG_PLANTED = [
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
] as const;
