import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { stackNameOf } from '../../../infra/config/stack-name.ts';
import { readConfig } from '../../../infra/config.ts';
import { FleetAuditorStack } from '../../../infra/fleet-auditor-stack.ts';
import { leastConfig } from '../least-config.ts';
import { unbundledApp } from '../template.ts';

export interface Account {
  readonly accountId: string;
  readonly region: string;
}

interface Resource {
  readonly id: string;
  /** What a reference to it is. */
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.union([z.string(), z.array(z.string())]),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .optional(),
});
export type Statement = z.infer<typeof Statement>;

/** A stack as it would stand in an account and region: every reference is a name there. */
export interface DeployedStack {
  readonly account: Account;
  readonly resources: readonly Resource[];
  /** Variables of a function, as Lambda hands them over. */
  variablesOf(id: 'AuditFleet' | 'ScoreFleet' | 'SendReport' | 'WatchPlaces'): Record<string, string>;
  /** What its roles may do. */
  readonly statements: readonly Statement[];
}

/** Synthesises the stack of a configuration, and puts it into an account and region. */
export function deploy(
  chosen: object,
  account: Account,
  spoil: (stack: FleetAuditorStack) => void = () => {},
): DeployedStack {
  const config = readConfig({ ...leastConfig, ...chosen });
  const stack = new FleetAuditorStack(unbundledApp(), stackNameOf(config), { config });
  spoil(stack);
  const { Resources } = Template.fromStack(stack).toJSON() as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const resolve = resolver(stack.stackName, account, Resources);
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({
    id,
    name: resolve({ Ref: id }) as string,
    type: Type,
    properties: resolve(Properties) as Record<string, unknown>,
  }));
  return {
    account,
    resources,
    variablesOf: (id) => {
      const found = resources.find((one) => one.type === 'AWS::Lambda::Function' && one.id.startsWith(id));
      if (!found) throw new Error(`no function ${id}`);
      const { Variables } = found.properties.Environment as { Variables: Record<string, string> };
      return { ...Variables, AWS_REGION: account.region };
    },
    statements: resources
      .filter(({ type }) => type === 'AWS::IAM::Policy')
      .flatMap(
        ({ properties }) =>
          z.object({ Statement: z.array(Statement) }).parse(properties.PolicyDocument).Statement,
      ),
  };
}

/** Names as CloudFormation makes them: by stack and logical id, and where they are of all regions by something random. */
function resolver(
  stackName: string,
  { accountId, region }: Account,
  resources: Readonly<Record<string, { Type: string; Properties?: Record<string, unknown> }>>,
) {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
  };
  const nameOf = (id: string): string => {
    const { Type, Properties = {} } = resources[id] ?? { Type: '' };
    if (Type === 'AWS::SSM::Document') return String(Properties.Name);
    if (Type === 'AWS::SNS::Topic') return `arn:aws:sns:${region}:${accountId}:${stackName}-${id}`;
    return `${stackName}-${id}-${region}`.toLowerCase();
  };
  return function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, content] = []] = Object.entries(value);
    if (key === 'Ref') return pseudo[content] ?? nameOf(content);
    if (key === 'Fn::GetAtt') {
      const isBucket = resources[content[0]]?.Type === 'AWS::S3::Bucket';
      return isBucket ? `arn:aws:s3:::${nameOf(content[0])}` : `${nameOf(content[0])}.${content[1]}`;
    }
    if (key === 'Fn::Join') return content[1].map(resolve).join(content[0]);
    // Of the partition, which is AWS's own.
    if (key === 'Fn::If') return resolve(content[2]);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner)]));
  };
}
