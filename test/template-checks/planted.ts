import type { CheckerName } from './checkers.ts';

export interface SynthesisedTemplate {
  readonly Resources: Record<string, { Type: string; Properties: object }>;
}

/** What a template is spoiled with, and the rule that finds it. */
export interface Planted {
  readonly checker: CheckerName;
  readonly id: string;
  readonly what: string;
  readonly spoil: (copy: SynthesisedTemplate) => void;
}

export const PLANTED: readonly Planted[] = [
  {
    ...{ checker: 'cfn-lint', id: 'E3002', what: 'a bucket has a property that there is not' },
    spoil: (copy) => put(copy, 'AWS::S3::Bucket', { BucketNome: 'a' }),
  },
  {
    ...{ checker: 'cfn-lint', id: 'E3030', what: 'a function has a runtime that there is not' },
    spoil: (copy) => put(copy, 'AWS::Lambda::Function', { Runtime: 'nodejs7.x' }),
  },
  {
    ...{ checker: 'checkov', id: 'CKV_AWS_53', what: 'a bucket lets public access lists in' },
    spoil: (copy) =>
      put(copy, 'AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
  },
];

/** Sets properties of the first resource of a type. */
function put({ Resources }: SynthesisedTemplate, type: string, properties: object): void {
  const resource = Object.values(Resources).find(({ Type }) => Type === type);
  if (!resource) throw new Error(`no ${type}`);
  Object.assign(resource.Properties, properties);
}
