import { Aws, type Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { AuditorConfig } from '../config.ts';

/** Characters of the longest name of a region. */
const LONGEST_REGION = 14;
/** IAM's limit. */
const MAXIMUM_NAME = 64;

/**
 * Gives each role of a stack the configured path, and a name with the configured prefix: roles are of all regions, so it
 * ends with the region.
 */
export function nameRoles(
  stack: Stack,
  { name, rolePath, roleNamePrefix }: Pick<AuditorConfig, 'name' | 'rolePath' | 'roleNamePrefix'>,
): void {
  const roles = stack.node.findAll().filter((construct) => construct instanceof CfnRole);
  for (const role of roles) {
    if (rolePath !== undefined) role.path = rolePath;
    if (roleNamePrefix === undefined) continue;
    // AuditFleet/Role/Resource, AuditFleet/ScheduleRole/Resource
    const [verb = '', kind = ''] = role.node.scopes.slice(-3).map(({ node }) => node.id);
    const own = [
      ...(name === undefined ? [] : [name]),
      verb,
      ...(kind === 'Role' ? [] : [kind.replace(/Role$/, '')]),
    ];
    const start = `${roleNamePrefix}${own.join('-')}-`;
    if (start.length + LONGEST_REGION > MAXIMUM_NAME)
      throw new Error(`${start}REGION is too long for a role's name`);
    role.roleName = `${start}${Aws.REGION}`;
  }
}
