import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts what a rule of cdk-nag's AwsSolutions finds at a construct or inside of it. */
export function acknowledge(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/** Accepts one resource with a wildcard in the policies of a role; each other one stays a finding. */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  acknowledge(role, `IAM5[Resource::${flattened(Stack.of(role).resolve(resource))}]`, reason);
}

/** References as cdk-nag prints them: `<Id>`, `<Id.Attribute>`. An id that is not exactly the printed one is ignored. */
function flattened(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [[name, content] = []] = Object.entries(resolved);
  if (name === 'Fn::Join') return content[1].map(flattened).join(content[0]);
  return `<${name === 'Fn::GetAtt' ? content.join('.') : content}>`;
}
