import type { CheckerName } from './checkers.ts';

/** A finding that stays, by its id and the type of resource, with the reason. */
interface Acknowledged {
  id: string;
  type: string;
  reason: string;
}

/** In a VPC only. */
export const ACKNOWLEDGED_IN_VPC: Acknowledged = {
  id: 'CKV_AWS_111',
  type: 'AWS::IAM::Policy',
  reason:
    'Lambda makes its network interfaces with the role, and refuses one that may make some alone; the code is denied it.',
};

/** Where scorings run in shards only: CDK names what the rule would have named once. */
export const ACKNOWLEDGED_IN_SHARDS: readonly Acknowledged[] = [
  'AWS::StepFunctions::StateMachine',
  'AWS::Scheduler::Schedule',
].map((type) => ({
  id: 'W3005',
  type,
  reason:
    'It waits for all of what it starts, the role and its policy too; naming one of them twice does no harm.',
}));

/** One that matches nothing any more fails the check as one that is missing does. */
export const ACKNOWLEDGED: Readonly<Record<CheckerName, readonly Acknowledged[]>> = {
  'cfn-lint': [
    {
      id: 'W3005',
      type: 'AWS::Lambda::Function',
      reason:
        'CDK names the role beside its policy, which the function must wait for; naming both does no harm.',
    },
  ],
  checkov: [
    {
      id: 'CKV_AWS_18',
      type: 'AWS::S3::Bucket',
      reason:
        'Two roles of this stack alone use the archive; CloudTrail data events tell more than access logs would.',
    },
    {
      id: 'CKV_AWS_158',
      type: 'AWS::Logs::LogGroup',
      reason:
        'The logs hold counts alone, and are encrypted with a key of AWS; a key of its own costs $1 a month.',
    },
    {
      id: 'CKV_AWS_27',
      type: 'AWS::SQS::Queue',
      reason: 'Encrypted with a key of SQS. What lies there is the instant of a run and why it failed.',
    },
    {
      id: 'CKV_AWS_116',
      type: 'AWS::Lambda::Function',
      reason:
        'What fails goes to a queue by an on-failure destination, which tells more than a dead-letter queue does.',
    },
    {
      id: 'CKV_AWS_117',
      type: 'AWS::Lambda::Function',
      reason:
        'They call the APIs of AWS alone. In a VPC, which can be configured, that takes endpoints or a NAT gateway.',
    },
    {
      id: 'CKV_AWS_115',
      type: 'AWS::Lambda::Function',
      reason:
        'A run a quarter of an hour; reserved concurrency takes from what other functions of the account may use.',
    },
    {
      id: 'CKV_AWS_173',
      type: 'AWS::Lambda::Function',
      reason: 'The variables are names and numbers, no secrets, and are encrypted with a key of AWS.',
    },
  ],
};
