import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** An app that bundles nothing: esbuild takes longer than all of a template's tests. */
export const unbundledApp = () => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

/** The template of a stack with whatever is put into it. */
export function templateWith(fill: (stack: Stack) => void): Template {
  const stack = new Stack(unbundledApp(), 'Test');
  fill(stack);
  return Template.fromStack(stack);
}

/** CloudFormation's references as text: `${Id}`, `${Id.Attribute}`, joined; without the hash at an id's end. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, content] = entries[0] ?? [];
  if (key === 'Ref') return `\${${withoutHash(content)}}`;
  if (key === 'Fn::GetAtt') return `\${${withoutHash(content[0])}.${content[1]}}`;
  if (key === 'Fn::FindInMap') return `\${${content[0]}.${content[2]}}`;
  if (key === 'Fn::Join') return content[1].map(readable).join(content[0]);
  // As it is in AWS's own partition, for which no condition holds.
  if (key === 'Fn::If') return readable(content[2]);
  return Object.fromEntries(entries.map(([name, inner]) => [name, readable(inner)]));
}

/** Properties of the template's only resource of a type. */
export function onlyProperties(template: Template, type: string): Record<string, unknown> {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`${found.length} resources are ${type}`);
  return readable(found[0]?.Properties) as Record<string, unknown>;
}

/** Properties of the template's resource with an id, without the hash at its end. */
export function propertiesOf(template: Template, id: string): Record<string, unknown> {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Properties: unknown }> };
  const found = Object.entries(Resources).filter(([logicalId]) => withoutHash(logicalId) === id);
  if (found.length !== 1) throw new Error(`${found.length} resources are ${id}`);
  return readable(found[0]?.[1].Properties) as Record<string, unknown>;
}

/** What each role may do, by the role's id: all statements of its own and attached policies. */
export function statementsByRole(template: Template): Record<string, unknown[]> {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map((policy) =>
    readable(policy.Properties),
  ) as { Roles: string[]; PolicyDocument: { Statement: unknown[] } }[];
  const roles = Object.keys(template.findResources('AWS::IAM::Role')).map(withoutHash);
  return Object.fromEntries(
    roles.map((role) => [
      role,
      policies
        .filter(({ Roles }) => Roles.includes(`\${${role}}`))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    ]),
  );
}

const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');
