import { describe, expect, it } from 'vitest';
import { allows, ResourcePolicy } from '../../../../infra/local/aws/resource-policy.ts';

const statement = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::a/\${aws:PrincipalAccount}/*`,
};
const policy = (...statements: object[]) => ResourcePolicy.parse({ Statement: statements });
const asked = (key: string, context = {}) => ({
  action: 's3:GetObject',
  resource: `arn:aws:s3:::a/${key}`,
  context: { 'aws:PrincipalAccount': '1', ...context },
});

describe("a resource's policy", () => {
  it.each([
    { ...statement, NotAction: 's3:PutObject' },
    { ...statement, Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    { ...statement, Condition: { StringLike: { 'aws:PrincipalArn': '*' } } },
  ])('is refused where it says what is not known: %j', (unknown) => {
    expect(() => policy(unknown)).toThrow();
  });

  it('takes what a variable stands for as it is, never as a pattern', () => {
    expect(allows(policy(statement), asked('1/key'))).toBe(true);
    expect(allows(policy(statement), asked('2/key', { 'aws:PrincipalAccount': '*' }))).toBe(false);
    expect(allows(policy(statement), asked('1/key', { 'aws:PrincipalAccount': undefined }))).toBe(false);
  });

  it('lets a denial go before what is allowed, and allows nothing by itself', () => {
    const denial = { ...statement, Effect: 'Deny', Resource: '*', Condition: { Null: { 'aws:a': 'true' } } };
    expect(allows(policy(statement, denial), asked('1/key'))).toBe(false);
    expect(allows(policy(statement, denial), asked('1/key', { 'aws:a': '' }))).toBe(true);
    expect(allows(policy(), asked('1/key'))).toBe(false);
  });

  it.each([
    { pattern: 'arn:aws:iam::*:role/a', arn: 'arn:aws:iam::1:role/a', matches: true },
    { pattern: 'arn:aws:iam::*:role/a', arn: 'arn:aws:iam::1:role/b:role/a', matches: false },
    {
      pattern: `arn:aws:iam::\${aws:PrincipalAccount}:role/*`,
      arn: 'arn:aws:iam::1:role/a/b',
      matches: true,
    },
    {
      pattern: `arn:aws:iam::\${aws:PrincipalAccount}:role/*`,
      arn: 'arn:aws:iam::2:role/a/b',
      matches: false,
    },
  ])('compares ARNs part by part: $pattern, $arn', ({ pattern, arn, matches }) => {
    const bound = { ...statement, Condition: { ArnLike: { 'aws:PrincipalArn': pattern } } };
    expect(allows(policy(bound), asked('1/key', { 'aws:PrincipalArn': arn }))).toBe(matches);
  });
});
