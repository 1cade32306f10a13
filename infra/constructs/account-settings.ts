import { type Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { AuditorConfig } from '../config.ts';
import { nameRoles } from './role-names.ts';

/** What an account asks of all roles, and of all resources, of a stack that is complete. */
export function applyAccountSettings(stack: Stack, config: AuditorConfig): void {
  nameRoles(stack, config);
  const excludeResourceTypes = config.cloudFormation === 'older' ? ['AWS::CloudWatch::Dashboard'] : [];
  for (const [key, value] of Object.entries(config.tags)) {
    Tags.of(stack).add(key, value, { excludeResourceTypes });
  }
  if (config.permissionsBoundaryArn === undefined) return;
  const boundary = ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', config.permissionsBoundaryArn);
  PermissionsBoundary.of(stack).apply(boundary);
}
