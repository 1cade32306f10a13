import { type Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { AuditorConfig } from '../config.ts';
import { nameRoles } from './role-names.ts';

/** What an account asks of all roles, and of all resources, of a stack that is complete. */
export function applyAccountSettings(stack: Stack, config: AuditorConfig): void {
  nameRoles(stack, config);
  applyTags(stack, config);
  applyBoundary(stack, config.permissionsBoundaryArn);
}

export function applyTags(stack: Stack, config: Pick<AuditorConfig, 'tags' | 'cloudFormation'>): void {
  const excludeResourceTypes = config.cloudFormation === 'older' ? ['AWS::CloudWatch::Dashboard'] : [];
  for (const [key, value] of Object.entries(config.tags)) {
    Tags.of(stack).add(key, value, { excludeResourceTypes });
  }
}

export function applyBoundary(stack: Stack, policyArn: string | undefined): void {
  if (policyArn === undefined) return;
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', policyArn));
}
